"""Text with positions: spans, edits, views and trees; knows nothing of HTTP.

Offsets are characters of the decoded text, from 0 (bytes where the text is `bytes`).
"""
