"""Checking: verifying many reports, by queue, sample and spot check.

Owns: samples that were drawn, and spot checks with their findings.
Never: changes an event; what it finds becomes a new one.
"""
