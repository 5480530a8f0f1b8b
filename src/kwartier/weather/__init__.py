"""Weather: what the mean temperature of each day was, by the station that serves a postal code.

Words: a *station* is where somebody measures, with its *source* and the beginnings of the postal codes
that it *serves* (the longest that fits decides; an empty one serves what nobody else does); a
*temperature* is the mean of a day of the market, in hundredths of a degree Celsius.

Guarantees: a file is loaded whole or not at all, and twice changes nothing; what a later file says of a
day stands beside what an earlier one said, and counts from then on; a day of hours is averaged only
where all of its hours are there; a day without a temperature is missing, never zero.
"""
