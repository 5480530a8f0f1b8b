"""French parameters: one family per file, every value dated, with unit, source and review day."""
