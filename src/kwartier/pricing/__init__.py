"""Products and their dated price cards, immutable once published.

Words: a *product* is what the brand sells; a *price card* its prices as published, to which a
contract points for as long as it runs; an *indexed price* what a variable card's index gave for a
later period.

Guarantees: a published price never changes; prices are exact integers excluding VAT (nano-euro per
kWh, micro-euro per year); a day without a price is an error that names the card and the day; a
price carried beyond its index is marked provisional.
"""
