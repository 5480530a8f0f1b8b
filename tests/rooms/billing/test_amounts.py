"""Amounts as people type them: what is understood, and what is not guessed at."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kwartier.billing.amounts import parse_amount, write_amount
from kwartier.billing.refusals import AdvanceNotANumber, AmountReadTwoWays


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("118", 11_800),
        (" 118 ", 11_800),
        ("118,5", 11_850),
        ("118,50", 11_850),
        ("118.50", 11_850),
        ("1 180", 118_000),
        ("1\u00a0180,05", 118_005),
        ("1\u202f180.05", 118_005),
        ("€ 118", 11_800),
        ("€118", 11_800),
        ("118 €", 11_800),
        ("118 EUR", 11_800),
        ("eur 118", 11_800),
        ("0,01", 1),
        ("9999999", 999_999_900),
    ],
)
def test_what_is_understood(typed, cents):
    assert parse_amount(typed) == cents


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "0",
        "0,00",
        "-118",
        "\u2212118",
        "+118",
        "1e9",
        "1000000000",
        "1 000 000 000",
        "12 34",
        "1180 000",
        "1.180.50",
        "1,180,000.000",
        "1.1800",
        "12.34,50",
        "0.000",
        "10.000.000",
        "118,",
        ",50",
        "118.505",
        "hundred",
        "118 euros",
        "١١٨",
        "118; DROP TABLE",
        "NaN",
        "inf",
        "€",
        "€ 118 €€",
    ],
)
def test_what_is_not(typed):
    with pytest.raises(AdvanceNotANumber) as refused:
        parse_amount(typed)
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    ("typed", "language", "cents"),
    [
        ("1.180,50", "nl", 118_050),
        ("1.180", "de-BE", 118_000),
        ("1.234.567,8", "nl", 123_456_780),
        ("€ 1.000,00", "fr", 100_000),
        ("1,180.50", "en", 118_050),
        ("1,180", "en", 118_000),
    ],
)
def test_thousands_are_grouped_as_in_the_language(typed, language, cents):
    assert parse_amount(typed, language=language) == cents


@pytest.mark.parametrize(
    ("typed", "language", "plain"),
    [
        ("1,180.50", "nl", "1180,50"),
        ("1,180", "nl", "1180"),
        ("1.180", "fr", "1180"),
        ("1.180", "en", "1180"),
        ("1.180,5", "en", "1180.5"),
    ],
)
def test_what_could_be_read_in_two_ways_is_said_with_how_to_write_it(typed, language, plain):
    with pytest.raises(AmountReadTwoWays) as refused:
        parse_amount(typed, language=language)
    assert refused.value.params == {"typed": typed, "plain": plain}
    assert f"thousands: {plain}" in refused.value.say_all()


# The signs that group thousands where a language is spoken: alone, and where decimals follow.
SIGNS = {"nl": (".", ".,"), "de": (".", ".,"), "fr": ("", ".,"), "en": (",", ",.")}


def group(euros: str, sign: str) -> str:
    """The digits in threes from the right, slowly."""
    parts = []
    while len(euros) > 3:
        euros, part = euros[:-3], euros[-3:]
        parts.insert(0, part)
    return sign.join([euros, *parts])


def list_writings(euros: str, decimals: str, language: str) -> set[str]:
    """Every way in which an amount of these digits may be written."""
    alone, (before, mark) = SIGNS[language]
    wholes = {euros, group(euros, " ")}
    if not decimals:
        return wholes | ({group(euros, alone)} if alone else set())
    usual = {f"{whole}{sign}{decimals}" for whole in wholes for sign in ",."}
    return usual | {f"{group(euros, before)}{mark}{decimals}"}


def read_slowly(typed: str, language: str) -> int | None:
    """The cents of which this is one of the writings; there is never more than one such amount."""
    digits = "".join(each for each in typed if each.isdigit())
    found = set()
    for count in range(3):
        euros, decimals = digits[: len(digits) - count], digits[len(digits) - count :]
        if euros and len(euros) <= 7 and typed in list_writings(euros, decimals, language):
            found.add(int(euros) * 100 + int(f"{decimals}00"[:2]))
    assert len(found) <= 1
    cents = found.pop() if found else 0
    return cents or None


@given(
    typed=st.one_of(
        st.text(alphabet="012,. ", max_size=11),
        st.from_regex(r"[0-9]{1,3}([., ][0-9]{3}){0,2}([.,][0-9]{1,3})?", fullmatch=True),
    ),
    language=st.sampled_from(sorted(SIGNS)),
)
@settings(max_examples=400)
def test_it_reads_what_can_be_written_and_nothing_else(typed, language):
    typed = " ".join(typed.split())
    try:
        cents = parse_amount(typed, language=language)
    except AdvanceNotANumber:
        cents = None
    assert cents == read_slowly(typed, language)


def test_what_was_typed_is_repeated_but_not_at_any_length():
    with pytest.raises(AdvanceNotANumber) as refused:
        parse_amount("x" * 5_000)
    assert refused.value.params == {"typed": "x" * 40}
    assert "x" * 40 in refused.value.say()


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (12_000, "120"),
        (11_850, "118.5"),
        (5, "0.05"),
        (1_234_567, "12345.67"),
        (99_999_999, "999999.99"),
    ],
)
def test_a_written_amount_is_read_back_to_the_cent(cents, written):
    assert write_amount(cents) == written
    assert parse_amount(written) == cents


def test_what_was_typed_can_be_put_on_the_record():
    with pytest.raises(AdvanceNotANumber) as refused:
        parse_amount("100\0")
    assert refused.value.params["typed"] == "100"
