"""The operations of the interface: each reads a request, makes one call down, and answers."""
