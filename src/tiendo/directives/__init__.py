"""Directives: what was ordered, by whom, when, in which document.

Owns: directives and their clauses.
Never: knows how far an order has been carried out.
"""
