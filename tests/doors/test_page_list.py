"""The list of pages is complete: a new address must be put on it, and so comes under every test."""

from datetime import date

from django.urls import NoReverseMatch

import page_kinds
import page_list


class Anything(dict):
    """Samples of every name: a number, so that every converter takes it."""

    def get(self, name, default=None):
        if name.endswith("day"):
            return date(2026, 11, 20)
        literal = {
            "csv",
            "ics",
            "pdf",
            "xlsx",
            "household",
            "business",
            "bridge",
            "correction",
            "year_before",
            "2026-10",
        }
        return default if name in literal else "7"


def test_every_address_is_on_the_list():
    listed = {page.route for page in (*page_list.PAGES, *page_list.FILES, *page_list.ACTS)}
    listed |= set(page_list.OTHERS)
    known = set(page_kinds.list_routes())
    assert known - listed == set(), "put these into tests/page_list.py"
    assert listed - known == set(), "these are gone: take them from tests/page_list.py"


def test_every_listed_address_can_be_written():
    for page in (*page_list.PAGES, *page_list.FILES, *page_list.ACTS):
        try:
            assert page.path(Anything()).startswith("/")
        except NoReverseMatch as wrong:
            raise AssertionError(f"{page.route}: {wrong}") from wrong
