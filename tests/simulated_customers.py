"""Customers as they pay: on time, late, a cent short or over, twice, with any notation, or not.

Each has one way of paying, so that a month shows them all. What a customer meant is in the `truth`
of what they send: a document of an account.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kwartier.demo.bank import Transfer
from kwartier.ledger.references import account_reference_of, reference_of
from kwartier.parties.models import CustomerAccount
from kwartier.parties.queries import get_accounts
from kwartier.payments.operations import record_paper_mandate
from kwartier.payments.operations.taking_over import KnownAccount, take_over_bank_accounts
from kwartier.payments.types import MandateScope, MandateTerms, Scheme
from kwartier.platform.types import SYSTEM, BrandInfo

# Of a hundred customers so many pay in each way; in a small world everybody has another way.
WAYS = {
    "debit": 55,
    "exact": 22,
    "in_text": 8,
    "late": 4,
    "account": 3,
    "short": 2,
    "over": 1,
    "twice": 1,
    "silent": 1,
    "typo": 1,
    "never": 1,
    "leaves": 0.5,
    "stranger": 0.2,
    "stranger_typo": 0.1,
    "of_another": 0.2,
}
_SMALL = 100
_TERMS = MandateTerms(scope=MandateScope.ADVANCES_AND_SETTLEMENTS, ask_above_cents=None)


@dataclass(slots=True)
class Customer:
    """Somebody who owes: how they pay, from where, and what was billed to them."""

    id: int
    number: str
    iban: str
    way: str
    billed_on: int  # day of the month
    cents: int
    mandate: str = ""
    billed: dict[str, int] = field(default_factory=dict)
    pays_by_hand: bool = False  # their mandate is of no use any more


@dataclass(frozen=True, slots=True)
class Debt:
    """A document that a customer has to pay."""

    document: str
    cents: int
    due_on: date


def make_customers(
    brand: BrandInfo,
    count: int,
    *,
    chance: random.Random,
    now: datetime,
    first: int,
    ways: Sequence[str] = (),
) -> list[Customer]:
    """Customers with their accounts, those who pay by direct debit with a mandate.

    ``ways`` are taken one after the other; without them, by their shares.
    """
    rows = CustomerAccount.objects.bulk_create(
        [
            CustomerAccount(
                brand_id=brand.id,
                number=f"M-{first + place}",
                kind="household",
                name=f"Customer {place}",
                language="en",
                email=f"customer{first + place}@example.org",
            )
            for place in range(count)
        ],
        batch_size=2_000,
    )
    names, weights = list(WAYS), list(WAYS.values())
    few = ways or [*names, *["debit"] * 5]
    customers = [
        Customer(
            id=row.pk,
            number=row.number,
            # Two of a hundred share their account with the one before: whose money is it?
            iban=make_iban(first + place - (place % 100 == 1 and count > _SMALL)),
            way=few[place % len(few)] if count < _SMALL else chance.choices(names, weights)[0],
            billed_on=1 + place % 20,
            cents=chance.randrange(4_000, 30_000),
        )
        for place, row in enumerate(rows)
    ]
    known = [
        KnownAccount(account_id=each.id, iban=each.iban, holder="A Customer", known_since=now)
        for each in customers
        if each.way not in {"stranger", "stranger_typo"}
    ]
    take_over_bank_accounts(known, brand_id=brand.id, actor=SYSTEM, now=now)
    infos = get_accounts([each.id for each in customers])
    for each in customers:
        if each.way == "debit":
            signed = record_paper_mandate(
                account=infos[each.id],
                scheme=Scheme.CORE,
                terms=_TERMS,
                document="form",
                signed_by="A Customer",
                signed_at=now,
                actor=SYSTEM,
                now=now,
                tells=False,
            )
            each.mandate = signed.reference
    return customers


def make_iban(number: int) -> str:
    """An account number of a Belgian bank; who has it is nobody."""
    base = f"096{number:07d}"
    body = base + f"{int(base) % 97 or 97:02d}"
    return f"BE{98 - int(body + '111400') % 97:02d}{body}"


def list_payments(
    customer: Customer, debt: Debt, *, brand: BrandInfo, chance: random.Random, other: str
) -> Iterator[Transfer]:
    """What a customer sends for a document; ``other`` is a document of somebody else."""
    way = customer.way
    if way == "debit":
        if not customer.pays_by_hand:
            return
        way = "exact"
    if way == "never":
        return
    plain = reference_of(debt.document, country=brand.country)[1]
    said: dict[str, str] = {"structured": plain}
    if way == "in_text":
        said = {"text": chance.choice(_NOTATIONS)(plain)}
    elif way == "account":
        said = {"structured": account_reference_of(customer.number, country=brand.country)[1]}
    elif way in {"silent", "stranger"}:
        said = {"text": "thanks for the energy"}
    elif way in {"typo", "stranger_typo"}:
        said = {"structured": plain[:-1] + str((int(plain[-1]) + 1) % 10)}
    elif way == "of_another":
        said = {"structured": reference_of(other, country=brand.country)[1]}
    is_stranger = way.startswith("stranger")
    cents = debt.cents + {"short": -1, "over": 1}.get(way, 0)
    on = debt.due_on + timedelta(days=20 if way == "late" else -chance.randrange(1, 6))
    for again in range(2 if way == "twice" else 1):
        yield Transfer(
            on=on + timedelta(days=2 * again),
            cents=cents,
            iban=make_iban(5_000_000 + chance.randrange(4_000_000))
            if is_stranger
            else customer.iban,
            name="A Customer",
            truth=(customer.number, debt.document),
            is_knowable=not is_stranger,
            **said,
        )


# The bare digits (or signs) of a reference, as people write them.
_NOTATIONS: tuple[Callable[[str], str], ...] = (
    lambda code: f"***{code[:3]}/{code[3:7]}/{code[7:]}***" if code.isdecimal() else code.lower(),
    lambda code: f"+++ {code[:3]} / {code[3:7]} / {code[7:]} +++" if code.isdecimal() else code,
    lambda code: f"invoice {code} november",
    lambda code: f"ref: {code[:4]} {code[4:8]} {code[8:]} thanks",
    lambda code: f"{code[:3]}.{code[3:7]}.{code[7:]}" if code.isdecimal() else f"no {code}",
)
