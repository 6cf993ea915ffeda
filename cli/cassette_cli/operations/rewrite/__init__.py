"""Rewriting: the JSON view is changed, and the file follows with the least edits."""
