"""References of payments: check digits that hold, one for each number, none for what is no number."""

import pytest

from kwartier.documents._references import (
    check_digits,
    creditor_reference,
    reference_of,
    structured_digits,
)

# Known examples of the structured communication; nothing left over is written 97.
VECTORS = {"0108068171": "83", "0000000097": "97", "1234567890": "02"}


@pytest.mark.parametrize(("base", "check"), VECTORS.items())
def test_the_known_vectors_hold(base, check):
    assert check_digits(base) == check


def test_a_number_is_one_of_the_known_vectors():
    assert structured_digits("A26-08068171") == "010806817183"
    assert structured_digits("L26-34567890") == "123456789002"


def test_the_check_digits_hold():
    for number in ("S26-0000012", "A26-0000097", "C25-9999999", "S26-12345678"):
        digits = structured_digits(number)
        assert len(digits) == 12
        assert int(digits[:10]) % 97 == int(digits[10:]) % 97
        assert digits[10:] != "00"


def test_nothing_left_over_is_97():
    counter = next(n for n in range(1, 200) if (10**8 + n) % 97 == 0)
    assert structured_digits(f"A26-{counter:07d}").endswith("97")


def test_a_creditor_reference_is_iso_11649():
    # The example of the standard.
    assert creditor_reference("539007547034") == "RF18539007547034"
    shown, code = reference_of("A26-0000123", country="FR")
    assert shown.replace(" ", "") == code
    as_digits = "".join(str(int(sign, 36)) for sign in code[4:] + code[:4])
    assert int(as_digits) % 97 == 1


def test_no_two_numbers_share_a_reference():
    numbers = [f"{series}26-{counter:07d}" for series in "ACS" for counter in range(1, 300)]
    assert len({structured_digits(number) for number in numbers}) == len(numbers)


@pytest.mark.parametrize("number", ["", "26-1", "S26", "S26-x", "s26-0000001", "S26-123456789"])
def test_what_is_no_number_has_no_reference(number):
    with pytest.raises(ValueError, match="is not a letter, a year and a counter"):
        reference_of(number, country="BE")
