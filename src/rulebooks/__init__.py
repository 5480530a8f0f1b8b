"""The rule books: what each country publishes, as dated data with a source, and as formulas.

`be` and `fr` hold parameters, terms and load profiles; `importers` read what the market publishes.
They import the core only, read no file but their own, ask no clock and draw no random number.
"""
