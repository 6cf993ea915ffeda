"""Redacting: what must not be published is found, through all layers, and taken out in place."""
