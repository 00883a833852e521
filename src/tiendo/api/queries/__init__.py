"""The nouns of the room, and its doors."""
