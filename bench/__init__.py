"""Measurements that anyone can repeat: `make bench`. Never part of the tests."""
