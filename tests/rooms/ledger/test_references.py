"""References of payments: check digits that hold, one for each number, none for what is no number."""

import pytest

from kwartier.ledger.references import (
    Reference,
    ReferenceKind,
    account_reference_of,
    check_digits,
    creditor_reference,
    find_account_digits,
    find_references,
    list_broken_references,
    list_document_numbers,
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
    numbers = [
        f"{series}26-{counter:07d}"
        for series in ("A", "C", "S", "R", "RM", "PP")
        for counter in range(1, 300)
    ]
    assert len({structured_digits(number) for number in numbers}) == len(numbers)


@pytest.mark.parametrize(
    "number", ["", "26-1", "S26", "S26-x", "s26-0000001", "S26-123456789", "XY26-1"]
)
def test_what_is_no_number_has_no_reference(number):
    with pytest.raises(ValueError, match="is not a letter, a year and a counter"):
        reference_of(number, country="BE")


def found(text):
    return [(each.kind.value, each.code, each.is_certain) for each in find_references(text)]


SURE = [("structured", "190000001296", True)]
LIKELY = [("structured", "190000001296", False)]
RF = [("creditor", "RF04A260000012", True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+++190/0000/01296+++", SURE),
        ("***190/0000/01296***", SURE),
        ("190/0000/01296", SURE),
        ("190 0000 01296", SURE),
        ("190000001296", SURE),
        ("+++ 190 / 0000 / 01296 +++", SURE),
        ("190.0000.01296", SURE),
        ("Facture 2026 du 12/11, 190/0000/01296 merci", SURE),
        ("REF190000001296EUR", SURE),
        ("19 00 00 00 12 96", LIKELY),
        ("1900 0000 1296", LIKELY),
        ("klant 77190000001296", LIKELY),
        ("190/0000/\n01296", SURE),
        ("+++190/0000/01297+++", []),
        ("000000000000", []),
        ("", []),
        ("RF04A260000012", RF),
        ("rf04 a260 0000 12", RF),
        ("RF04 A26-0000012 bonjour", RF),
        ("virement RF04A260000012 du 12/11", RF),
        ("RF04 A260 0000 12 12/11/2026", RF),
        ("RF 04 A260 0000 12", RF),
        ("RF18 5390 0754 7034", [("creditor", "RF18539007547034", True)]),
        ("RF04A260000012MERCI", [("creditor", "RF04A260000012", False)]),
        ("RF05A260000012", []),
        ("RF05 TOO LONG TO BE A REFERENCE OF ANY KIND", []),
        ("RF05 1234 5678 9012 3456 7890 1234 5678 9012", []),
        ("Facture A26-0000012, merci", [("number", "A260000012", False)]),
        ("a26 0000012", [("number", "A260000012", False)]),
        ("RM26-0000012 BE68539007547034", [("number", "RM260000012", False)]),
        ("190/0000/01296 RF04A260000012", RF + SURE),
        ("19 00 00 00 12 96 ou 190/0000/01296", SURE),
    ],
)
def test_a_reference_is_found_in_any_notation(text, expected):
    assert found(text) == expected


def test_what_looks_like_a_reference_and_fails_its_check_is_told():
    text = "+++190/0000/01297+++ **190 0000 01296** rf05a260000012 RF04A260000012 RF99"
    assert list_broken_references(text) == ("190000001297", "RF05A260000012")


@pytest.mark.parametrize("country", ["BE", "FR"])
@pytest.mark.parametrize(
    "number",
    ["S26-0000012", "A26-0000097", "C25-9999999", "S26-12345678", "RM26-0000001", "PP25-0000012"],
)
def test_a_reference_leads_back_to_its_document(number, country):
    shown, code = reference_of(number, country=country)
    (reference,) = find_references(shown)
    assert reference.code == code
    assert number in list_document_numbers(reference, years=(2025, 2026))
    assert find_account_digits(reference) is None


@pytest.mark.parametrize("country", ["BE", "FR"])
def test_an_account_has_a_reference_of_its_own(country):
    for number, digits in (("M-100001", "100001"), ("P-300012", "300012"), ("AB7", "7")):
        shown, code = account_reference_of(number, country=country)
        (reference,) = find_references(shown)
        assert (reference.code, find_account_digits(reference)) == (code, digits)
        assert list_document_numbers(reference, years=(2026,)) == ()
    with pytest.raises(ValueError, match="at most nine digits"):
        account_reference_of("M-1234567890", country=country)


def test_a_number_leads_to_itself_and_a_foreign_reference_to_nothing():
    number = Reference(kind=ReferenceKind.NUMBER, code="A260000012")
    assert list_document_numbers(number, years=()) == ("A26-0000012",)
    assert find_account_digits(number) is None
    for code in ("RF18539007547034", "330000001212"):
        kind = ReferenceKind.CREDITOR if code[0] == "R" else ReferenceKind.STRUCTURED
        foreign = Reference(kind=kind, code=code)
        assert list_document_numbers(foreign, years=(2026,)) == ()
        assert find_account_digits(foreign) is None
