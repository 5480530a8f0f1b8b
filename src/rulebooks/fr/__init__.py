"""The rule book of France."""
