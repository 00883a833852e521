"""Ui: how pages look and speak.

Owns: components, style, fonts, terms in both languages, numbers and dates on screen.
Never: reads a row or decides anything.
"""
