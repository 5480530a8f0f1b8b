"""Journals as files for general accounting."""
