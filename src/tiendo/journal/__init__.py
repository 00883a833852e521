"""Journal: who did what, when, to what, in which words.

Owns: the journal of administrative acts (append-only), and the guard that makes a table append-only.
Never: points at another room's rows; actor and unit are kept as they were.
"""
