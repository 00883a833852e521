"""Api: the house for programs.

Owns: clients with their tokens, webhooks with their deliveries, mappings, and what was handed over.
Never: has a rule of its own; it calls the verbs that pages call.
"""
