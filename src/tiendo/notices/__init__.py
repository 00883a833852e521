"""Notices: reminding people of what is theirs to do.

Owns: reminder rules, channels, the log of what was sent, and calendar feeds.
Never: writes facts of other rooms; it reads them and sends.
"""
