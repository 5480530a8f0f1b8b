"""The seeded generator of the demonstration: the same seed gives the same house.

``names`` and ``places`` are the invented words; ``homes`` draws who lives where with which meters;
``energy`` lets them use energy, day by day, also on days that have not come yet; ``stories`` are
the named customers with a login; ``build`` writes all of it through the rooms' own operations;
``life`` lets one day pass.
"""
