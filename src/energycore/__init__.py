"""The calculator of the house: arrays and frozen values in, arrays and findings out.

numpy and the standard library, nothing else: no clock, no randomness, no files. Money is exact
integers (nano-euro inside, cents outside, one rounding between them); floats are for shapes.
Days are *day numbers* (whole days since 1970-01-01) in market time; periods are half-open.
"""
