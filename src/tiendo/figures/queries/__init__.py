"""Numbers, at any moment."""
