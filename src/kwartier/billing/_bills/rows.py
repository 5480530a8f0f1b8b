"""A bill between its row, its bundle and the values that others hold."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from energycore.bundle.forms import BundleText
from kwartier.billing._provisional_types import ProvisionalPart
from kwartier.billing.models import Bill
from kwartier.billing.types import BillView
from kwartier.ledger.types import TaxedCents

type Rates = tuple[TaxedCents, ...]

BUNDLE_COLUMNS = ("whole_bundle", "bundle_forms", "bundle_own")
"""What a question about many bills leaves out."""


def total_of(rates: Rates) -> int:
    """Bases and VAT together, in cents."""
    return sum(each.base_cents + each.vat_cents for each in rates)


def rates_to_json(rates: Rates) -> list[dict[str, int]]:
    """The stored form of amounts per rate."""
    return [
        {"vat_bp": each.vat_bp, "base_cents": each.base_cents, "vat_cents": each.vat_cents}
        for each in rates
    ]


def rates_to_text(rates: Rates) -> str:
    """The same as text, for whoever writes many rows at once."""
    parts = [
        f'{{"vat_bp":{each.vat_bp},"base_cents":{each.base_cents},"vat_cents":{each.vat_cents}}}'
        for each in rates
    ]
    return f"[{','.join(parts)}]"


def numbers_to_text(numbers: Mapping[Any, int]) -> str:
    """The stored form of numbers by a plain name, as text."""
    return f"{{{','.join([f'"{name}":{number}' for name, number in numbers.items()])}}}"


def rates_from_json(stored: Iterable[Mapping[str, int]]) -> Rates:
    """The amounts per rate behind their stored form."""
    return tuple(TaxedCents(**each) for each in stored)


def part_to_json(part: ProvisionalPart | None) -> dict[str, Any] | None:
    """The stored form of a provisional part; nothing for none."""
    if part is None:
        return None
    billed = {"number": part.number, "issued_on": part.issued_on and part.issued_on.isoformat()}
    return {
        "from": part.period_from.isoformat(),
        "until": part.period_until.isoformat(),
        "cents": part.cents,
        "vat": rates_to_json(part.vat),
        **(billed if part.number else {}),
    }


def part_to_text(part: ProvisionalPart | None) -> str | None:
    """The same as text, for whoever writes many rows at once."""
    return None if part is None else json.dumps(part_to_json(part))


def part_from_json(stored: Mapping[str, Any] | None) -> ProvisionalPart | None:
    """The provisional part behind its stored form."""
    if stored is None:
        return None
    issued_on = stored.get("issued_on")
    return ProvisionalPart(
        period_from=date.fromisoformat(stored["from"]),
        period_until=date.fromisoformat(stored["until"]),
        vat=rates_from_json(stored["vat"]),
        number=stored.get("number", ""),
        issued_on=date.fromisoformat(issued_on) if issued_on else None,
    )


def hash_of(text: BundleText) -> str:
    """The name of a bundle's content: SHA-256 over its `canonical_text`."""
    return hashlib.sha256(text.encode()).hexdigest()


def as_bill(bill: Bill) -> BillView:
    """Copy a row into the frozen value that others hold."""
    return BillView(
        id=bill.pk,
        account_id=bill.account_id,
        contract_id=bill.contract_id,
        kind=bill.kind,
        number=bill.number,
        period_from=bill.period.lower,
        period_until=bill.period.upper,
        issued_on=bill.issued_on,
        due_on=bill.due_on,
        total_cents=bill.total_cents,
        advances_cents=bill.advances_cents,
        balance_cents=bill.balance_cents,
        vat=rates_from_json(bill.vat),
        advance_vat=rates_from_json(bill.advance_vat),
        component_cents=dict(bill.component_cents),
        volumes_wh=dict(bill.volumes_wh),
        provisional_part=part_from_json(bill.provisional_part),
        replaced_part=part_from_json(bill.replaced_part),
    )
