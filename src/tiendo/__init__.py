"""Tiến Độ: how far a resolution has been carried out, at any moment."""
