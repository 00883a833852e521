"""Demo: a small world of real units and published figures, with illustrative task wording.

Owns: the sample programmes, events, people and policies, made through the same verbs as real ones.
Never: runs by itself in production; never invents a figure that the published record states otherwise.
"""
