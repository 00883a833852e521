"""Requests: asking for more time, and asking for an explanation.

Owns: requests for extensions and for explanations, with their answers.
Never: moves a due date itself; the ledger does, by the decision.
"""
