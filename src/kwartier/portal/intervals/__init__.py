"""Detailed consumption data: what a customer consents to, and the files they bring themselves."""
