"""Payments for files of banks: mixed ones, as many as wanted, and the schemas that judge them."""

from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from lxml import etree

from kwartier.payments.formats.model import (
    Amendment,
    Debit,
    DebitGroup,
    Holder,
    Message,
    PostalAddress,
    Transfer,
    TransferGroup,
)

SIGNED_ON = date(2026, 3, 1)
COLLECT_ON = date(2026, 12, 1)
_NAMES = ("Bäckerei Çelik & Søn", "Ο Γιώργος Παπαδάκης", "Élodie Œuvrard", "Jan 'De Wit' <NV>")
_IBANS = ("BE68539007547034", "FR1420041010050500013M02606", "DE89370400440532013000")
_AMENDMENTS = (
    Amendment(has_new_account=True),
    Amendment(has_new_account=True, iban="BE71096123456769"),
    Amendment(mandate_reference="KW-OLD-7"),
    Amendment(creditor_identifier="BE69ZZZ0123456749", creditor_name="Vroeger Énergie"),
)


@cache
def get_schema(version):
    """The official schema of a version of pain, as sepaxml carries it."""
    path = files("sepaxml") / "schemas" / f"{version}.xsd"
    return etree.XMLSchema(etree.fromstring(path.read_bytes()))


def check_valid(content, version):
    """Holds a file against the schema of its version."""
    get_schema(version).assertValid(etree.fromstring(content))


def make_message(**changes):
    """A file of a Belgian brand."""
    return Message(
        **{
            "id": "KW-2026-11-0001",
            "made_at": datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
            "owner": Holder(
                name="Kwartier Energie",
                iban="BE71096123456769",
                bic="GKCCBEBB",
                address=PostalAddress(city="Gent", postal_code="9000", country="BE"),
            ),
            "creditor_identifier": "BE69ZZZ0123456749",
            "initiator": "0123456749",
            "initiator_issuer": "KBO-BCE",
        }
        | changes
    )


def make_debit(place=1, **changes):
    """The debit at a place: names, accounts, references and amendments take turns."""
    return Debit(
        **{
            "end_to_end_id": f"C{place:09d}",
            "amount_cents": 1_000 + place,
            "mandate_reference": f"KW-M-{place:06d}",
            "mandate_signed_on": SIGNED_ON,
            "debtor": make_holder(place),
            "reference": make_reference(place),
            "text": f"Advance {place} – thank you",
            "amendment": _AMENDMENTS[place // 7 % 4] if place % 7 == 0 else None,
        }
        | changes
    )


def make_transfer(place=1, **changes):
    """The transfer at a place, as `make_debit`."""
    return Transfer(
        **{
            "end_to_end_id": f"R{place:09d}",
            "amount_cents": 2_500 + place,
            "receiver": make_holder(place),
            "reference": make_reference(place),
            "text": f"Refund {place}",
        }
        | changes
    )


def make_holder(place):
    return Holder(
        name=_NAMES[place % 4],
        iban=_IBANS[place % 3],
        bic="" if place % 2 else "GKCCBEBB",
        address=PostalAddress(
            street="Rue de l'Été",
            house_number=str(place),
            postal_code="4000",
            city="Liège",
            country="BE",
        )
        if place % 5 == 0
        else None,
    )


def make_reference(place):
    """Belgian, of ISO 11649, or none: one after the other."""
    if place % 3 == 0:
        return ""
    if place % 3 == 1:
        base = f"19{place:08d}"
        return base + f"{int(base) % 97 or 97:02d}"
    plain = f"A26{place:07d}"
    check = 98 - int("".join(str(int(sign, 36)) for sign in f"{plain}RF00")) % 97
    return f"RF{check:02d}{plain}"


def make_debit_group(first, count, *, scheme="CORE", sequence="RCUR", collect_on=COLLECT_ON):
    """A group whose debits are made as they are asked for."""
    places = range(first, first + count)
    return DebitGroup(
        id=f"KW-{scheme}-{sequence}-{first}",
        scheme=scheme,
        sequence=sequence,
        collect_on=collect_on,
        count=count,
        total_cents=sum(1_000 + place for place in places),
        payments=(make_debit(place) for place in places),
    )


def make_transfer_group(first, count):
    """A group whose transfers are made as they are asked for."""
    places = range(first, first + count)
    return TransferGroup(
        id=f"KW-R-{first}",
        pay_on=COLLECT_ON,
        count=count,
        total_cents=sum(2_500 + place for place in places),
        payments=(make_transfer(place) for place in places),
    )
