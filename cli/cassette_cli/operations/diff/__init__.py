"""Comparing: what a re-recording really changed."""
