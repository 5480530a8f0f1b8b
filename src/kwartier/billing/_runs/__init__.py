"""Of billing runs: how far they are, what a worker does, what is out of line."""
