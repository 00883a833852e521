"""Obstacles: what stands in the way, who can remove it, and how long it has.

Owns: obstacles with their entries, their groups, and the days allowed for an answer.
Never: sets the state of a task.
"""
