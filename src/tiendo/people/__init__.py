"""People: who may do what, where, and from when to when.

Owns: accounts, dated positions with a scope, log-in throttling; gives every other room its Actor.
Never: knows what a task is; stores a password or a one-time secret in clear.
"""
