"""What would I have paid: the last months of a supply point billed again on other prices.

A room without tables: it puts the bill's own functions to what the operator delivered, for each product
of the brand's catalog and for a price card that the customer brings.

Words: the *past* is the last 12 or 24 months up to the operator's last reading; an *offer* a product,
or a card of a file, as if it had been signed on the first of those days; a *lack* what an offer would
need to be priced; a *price case* a file in the open form of a case, of which only the prices count.

Guarantees: one kernel: the customer's own card gives what the bills gave; what is not known is a lack
with its name, never a guess; what was estimated is counted in days; an uploaded file is never kept.
"""
