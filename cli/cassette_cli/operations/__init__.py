"""The verbs: each takes cassettes and returns data; none prints."""
