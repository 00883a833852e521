"""Config: settings, addresses of pages, the command line, middleware.

Owns: wiring only, no table.
Never: decides, counts or writes anything of its own.
"""
