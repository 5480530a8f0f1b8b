"""Consumption: what a customer used, how well that is known, and what it cost.

A room without tables: its questions put together what others keep. A *source* tells what registers
counted over some days and in which state that is known; readings are one, and whoever has another
gives the same `Measures`. A *part* is a day or a month of the period that was asked for; parts add
up to the period, and the cuts between readings to the difference of the indexes, in whole Wh.

Nothing missing counts as zero: a part that is not wholly known says how many days it lacks.
"""
