"""Amounts as people type them: what is understood, and what is not guessed at."""

import pytest

from kwartier.billing.amounts import parse_amount, write_amount
from kwartier.billing.refusals import AdvanceNotANumber


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
        "1.180",
        "1,180",
        "1.180,50",
        "1,180.50",
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
