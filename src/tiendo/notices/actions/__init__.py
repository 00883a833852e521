"""The verbs of the room, by family: digests, sending, channels, urging, rules."""
