"""Files that banks read and write: pain.008 (debits), pain.001 (transfers), pain.002 (answers)."""
