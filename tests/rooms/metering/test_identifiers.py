"""Supply-point numbers: the check digit of the EAN, the length of the PDL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwartier.metering.identifiers import (
    check_code,
    check_ean18,
    check_pdl14,
    compact_code,
    gs1_check_digit,
)
from kwartier.metering.refusals import (
    EanHasWrongCheckDigit,
    EanHasWrongLength,
    PdlHasWrongLength,
)

VALID = "541440000000000019"
DIGITS = st.text("0123456789", min_size=17, max_size=17)


@pytest.mark.parametrize(
    "typed", [VALID, "5414 4000 0000 0000 19", "541440.000000.0000-19", f"\u00a0{VALID}\t"]
)
def test_ean_is_taken_with_the_separators_people_type(typed):
    assert check_ean18(typed) == VALID


def test_wrong_check_digit_says_so_at_the_field():
    with pytest.raises(EanHasWrongCheckDigit) as refusal:
        check_ean18("541440000000000018", field="ean")
    assert refusal.value.field == "ean"
    assert "one of them is mistyped" in refusal.value.say()


@pytest.mark.parametrize(
    ("typed", "count"), [(VALID[:-1], 17), (VALID + "0", 19), ("", 0), ("5414EAN", 4)]
)
def test_wrong_length_tells_how_many_digits_there_are(typed, count):
    with pytest.raises(EanHasWrongLength) as refusal:
        check_ean18(typed)
    assert f"this one has {count}" in refusal.value.say()


def test_digits_of_other_scripts_are_none():
    with pytest.raises(EanHasWrongLength):
        check_ean18("٥" * 18)


@given(DIGITS, st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(digits, position, change):
    valid = digits + str(gs1_check_digit(digits))
    assert check_ean18(valid) == valid
    wrong = str((int(valid[position]) + change) % 10)
    with pytest.raises(EanHasWrongCheckDigit):
        check_ean18(valid[:position] + wrong + valid[position + 1 :])


def test_pdl_has_fourteen_digits_and_no_check_digit():
    assert check_pdl14("12 345 678 901 234") == "12345678901234"
    with pytest.raises(PdlHasWrongLength):
        check_pdl14("1234567890123")


def test_the_country_decides_which_number_is_meant():
    assert check_code("12345678901234", country="FR") == "12345678901234"
    with pytest.raises(EanHasWrongLength):
        check_code("12345678901234", country="BE")


def test_compacting_keeps_what_is_not_a_separator():
    assert compact_code(" 54/14 a ") == "5414a"
