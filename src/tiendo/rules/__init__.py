"""Rules: decisions that could be made on paper from values alone.

Owns: folds, lights, ranks, seals' arithmetic, Vietnamese text and numbers, the table of rights.
Never: reads a clock, a database, a setting or a framework; every moment is handed in.
"""
