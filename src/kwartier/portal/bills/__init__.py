"""Bills: one bill explained line by line, bridged to the one before, made again, downloaded."""
