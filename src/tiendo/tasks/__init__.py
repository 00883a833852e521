"""Tasks: programmes, tasks, their assignments to units, and the ledger of progress.

Owns: programmes, tasks, assignments with their standing, progress events (append-only), seals.
Never: counts across units, judges a light or a rank; never changes a fact that was recorded.
"""
