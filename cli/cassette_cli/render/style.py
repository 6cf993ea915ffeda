"""Colours, once: readable on dark and on light."""

STYLES = {
    "title": "bold",
    "path": "bold cyan",
    "dim": "dim",
    "method": "bold",
    "ok": "green",
    "warn": "yellow",
    "bad": "bold red",
    "role": "bold magenta",
    "answer": "bold green",
    "tool": "cyan",
    "reasoning": "dim italic",
    "match": "bold red",
    "key": "blue",
    "removed": "red strike",
    "added": "green",
}
