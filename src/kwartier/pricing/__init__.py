"""Products and their dated price cards, immutable once published.

Guarantees: a contract points at the card version it was signed with; a price is excluding VAT, in micro-euro per kWh or per year.
"""
