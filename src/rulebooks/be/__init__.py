"""The rule book of Belgium."""
