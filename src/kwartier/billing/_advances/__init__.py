"""Of a contract's advances: what is known, the forecast, what may be chosen, what is on the record."""
