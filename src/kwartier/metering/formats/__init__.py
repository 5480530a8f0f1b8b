"""Readers of foreign files: bytes become rows here, rules about the rows live in the rule books.

`workbooks` reads spreadsheets and delimited text; `profile_folder` keeps imported load profiles.
"""
