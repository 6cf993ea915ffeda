"""A benchmark of redaction: planted fake secrets, in many places, with decoys beside them."""
