"""Documents: files, kept once under their SHA-256.

Owns: the register of files and their bytes in the file store.
Never: serves a file by itself; the room that owns the subject checks the right first.
"""
