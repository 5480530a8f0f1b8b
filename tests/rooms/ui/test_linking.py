"""Addresses in a sentence: linked when well-formed, and never more than text otherwise."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwartier.arrears.wording import list_helpers
from kwartier.ui.linking import write_links


def hrefs(text):
    return re.findall(r'href="([^"]*)"', write_links(text))


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("Look at www.energie-mediateur.fr.", "https://www.energie-mediateur.fr"),
        ("(https://vreg.be/nl/klacht/)", "https://vreg.be/nl/klacht/"),
        ("Write to hulp@ocmw-gent.be, please.", "mailto:hulp@ocmw-gent.be"),
        ("Call +32 2 211 10 60.", "tel:+3222111060"),
        ("Call +33\u00a0800\u00a0112\u00a0212 now", "tel:+33800112212"),
        ("+3222111060", "tel:+3222111060"),
    ],
)
def test_an_address_is_a_link(said, to):
    assert hrefs(said) == [to]


@pytest.mark.parametrize(
    "said",
    [
        "www.",
        "www.be",
        "www..be",
        "www.-x.be",
        "http://plain.be",
        "javascript:alert(1)",
        "https://",
        "https://localhost",
        "https://me@bank.be",
        "https://bank.be:8000",
        "a@b",
        "@home.be",
        "hulp@@ocmw.be",
        "02 211 10 60",
        "+32 2 2",
        "+0 12 34 56 78",
        "+32 1234 1234 1234 1234",
        "BE71 0961 2345 6769",
        "+++010/0000/00182+++",
    ],
)
def test_what_is_none_stays_text(said):
    assert hrefs(said) == []


@given(st.text(alphabet="aw.@/:+-<>&\"' 012be", max_size=40))
def test_it_says_what_was_said_and_leads_nowhere_else(said):
    written = write_links(said)
    assert unescape(re.sub(r"</?a[^>]*>", "", written)) == said
    assert all(re.match(r"https://\w|mailto:\w|tel:\+\d", each) for each in hrefs(said))


def test_who_can_help_is_one_step_away():
    assert hrefs(" ".join(list_helpers("flanders"))) == [
        "https://www.ombudsmanenergie.be",
        "https://www.mediateurenergie.be",
    ]
    assert hrefs(" ".join(list_helpers("france"))) == ["https://www.energie-mediateur.fr"]
