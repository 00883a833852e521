"""Figures: the only place where rows become numbers.

Owns: light policies, rank rules, published cut-offs, and every count, share, light and rank at any moment.
Never: writes to another room's tables; every number keeps numerator, denominator, source and cut-off.
"""
