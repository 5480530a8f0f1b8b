"""Commands of this room, one per file."""
