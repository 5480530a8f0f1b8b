"""Contracts, sites, and the supply side of the office's search.

A list of contracts is one query, however long it is, and two more for price cards that were not read
in the last seconds.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from energycore.clocks import day_number
from kwartier.metering.identifiers import compact_code
from kwartier.metering.queries import (
    SUPPLY_POINT_COLUMNS,
    as_supply_point,
    find_supply_points,
    read_supply_point,
)
from kwartier.metering.types import Energy, MeterRow, RegisterKind, SupplyPointRow
from kwartier.platform.errors import NotFound
from kwartier.platform.folding import fold
from kwartier.platform.marks import Since, is_since
from kwartier.platform.prepared import fetch_rows, fetch_rows_of
from kwartier.pricing.queries import get_cards
from kwartier.pricing.types import CardView
from kwartier.supply.models import Contract, SupplyPointLabel
from kwartier.supply.types import (
    Arrangement,
    BillingRhythm,
    ContractRow,
    FoundSupply,
    PointLabel,
    Protection,
    Stretch,
)
from rulebooks.hours import Window, list_windows
from rulebooks.parameters import list_versions

_TERMS = (
    "customer_category",
    "domicile",
    "billing_rhythm",
    "settlement_month",
    "prosumer_kva",
    "mean_peak_w",
    "subscribed_kva",
    "off_peak_label",
)
# What a `ContractRow` takes from its row as it stands.
_PLAIN = (
    *("id", "brand_id", "account_id", "number", "signed_on", "ends_reason", "product_id"),
    *("price_card_id", *_TERMS),
)
# One text per contract, so that a list of contracts stays one question.
_PROTECTIONS = (
    "(SELECT json_agg(json_build_array(lower(s.valid), upper(s.valid), s.document) ORDER BY s.valid)"
    " FROM supply_protection s WHERE s.contract_id = {contract})::text"
)
_ARRANGEMENTS = (
    "(SELECT json_agg(json_build_array(lower(s.valid), upper(s.valid), s.document, s.kind)"
    " ORDER BY s.valid, s.kind) FROM supply_arrangement s WHERE s.contract_id = {contract})::text"
)
_CONTRACTS = (
    f"SELECT {', '.join(f'c.{name}' for name in _PLAIN)}, lower(c.valid), upper(c.valid),"  # noqa: S608
    f" {_PROTECTIONS.format(contract='c.id')}, {_ARRANGEMENTS.format(contract='c.id')},"
    f" {SUPPLY_POINT_COLUMNS} FROM supply_contract c"
    " JOIN metering_supplypoint p ON p.id = c.supply_point_id"
)
_OF_ACCOUNTS = f"{_CONTRACTS} WHERE c.account_id = ANY (%(accounts)s::bigint[]) ORDER BY c.id"
_OF_IDS = f"{_CONTRACTS} WHERE c.id = ANY (%(contracts)s::bigint[]) ORDER BY c.id"
_WRITTEN = " UNION ".join(
    f"SELECT account_id FROM {table} t WHERE brand_id = %(brand)s::bigint AND {is_since('t')}"  # noqa: S608
    for table in ("supply_contract", "supply_protection", "supply_arrangement")
)
# Four digits: as many as somebody reads out from an invoice to be recognized.
_LEAST_DIGITS = 4
# As many as the index on addresses is made of.
_LEAST_LETTERS = 3


def list_contracts(account_id: int, on: date | None = None) -> list[ContractRow]:
    """The contracts of an account, all of them or those of a day; running ones first.

    In order of address and energy, then the latest first, so that pages of many supply points
    read the same every time.
    """
    return list_contracts_of([account_id], on=on)


def list_labels(account_id: int) -> dict[int, PointLabel]:
    """What an account calls its supply points, by their ids; one query."""
    rows = SupplyPointLabel.objects.filter(account_id=account_id)
    return {
        row.supply_point_id: PointLabel(row.name, row.group_name, tuple(row.tags)) for row in rows
    }


def list_contracts_of(account_ids: Iterable[int], on: date | None = None) -> list[ContractRow]:
    """`list_contracts` for several accounts."""
    found = fetch_rows_of(_OF_ACCOUNTS, "accounts", set(account_ids))
    rows = [row for row in _read_rows(found) if on is None or row.holds_on(on)]
    rows.sort(key=lambda row: row.from_, reverse=True)
    rows.sort(key=lambda row: (row.until is not None, row.supply_point.site_key, row.energy))
    return rows


def list_unsupplied(account_ids: Collection[int], on: date) -> set[int]:
    """Those of the accounts that no contract supplies on a day."""
    return set(account_ids) - {each.account_id for each in list_contracts_of(account_ids, on)}


def pays_in_advance(account_id: int) -> bool:
    """Whether one of an account's contracts is, or was, settled once a year after advances."""
    yearly = Contract.objects.filter(account_id=account_id, billing_rhythm=BillingRhythm.YEARLY)
    return yearly.exists()


def get_contract(contract_id: int) -> ContractRow:
    """The contract.

    Raises:
        NotFound: it does not exist, or is not the asker's to see.
    """
    rows = _as_rows(Contract.objects.filter(pk=contract_id))
    if not rows:
        raise NotFound
    return rows[0]


def get_contracts(contract_ids: Sequence[int]) -> dict[int, ContractRow]:
    """Those of the contracts that the asker may see, by id."""
    found = fetch_rows_of(_OF_IDS, "contracts", set(contract_ids))
    return {row.id: row for row in _read_rows(found)}


def list_accounts_written(*, brand_id: int, since: Since) -> list[int]:
    """The accounts of a brand of whose contracts anything was written since."""
    return [int(number) for (number,) in fetch_rows(_WRITTEN, {"brand": brand_id, **since})]


def find_contract_by_number(brand_id: int, number: str) -> ContractRow | None:
    """The contract with this number, if the brand has one."""
    rows = _as_rows(Contract.objects.filter(brand_id=brand_id, number=number.strip()))
    return rows[0] if rows else None


def find_contract_on(supply_point_id: int, on: date) -> ContractRow | None:
    """The contract under which a supply point is supplied on a day, if there is one."""
    rows = _as_rows(Contract.objects.filter(supply_point_id=supply_point_id, valid__contains=on))
    return rows[0] if rows else None


def list_contracts_on(
    brand_id: int, on: date, *, after_id: int = 0, limit: int = 1_000
) -> list[ContractRow]:
    """The brand's contracts of a day in order of id, a slice at a time: for runs over everybody."""
    found = Contract.objects.filter(brand_id=brand_id, valid__contains=on, pk__gt=after_id)
    return _as_rows(found.order_by("pk")[:limit])


def list_contracts_of_cards(card_ids: Collection[int], *, on: date) -> list[ContractRow]:
    """The contracts on some price cards that are not over on a day, in order of id."""
    if not card_ids:
        return []
    lasting = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=on)
    return _as_rows(
        Contract.objects.filter(lasting, price_card_id__in=list(card_ids)).order_by("pk")
    )


def find_accounts_by_supply_point(
    brand_id: int, text: str, *, limit: int = 50
) -> list[FoundSupply]:
    """Who is or was supplied at the supply points whose number holds these digits (four at least)."""
    digits = compact_code(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) >= _LEAST_DIGITS):
        return []
    points = find_supply_points(brand_id, digits, limit=limit)
    return _list_supplied([point for point in points if digits in point.code])


def find_accounts_by_address(brand_id: int, text: str, *, limit: int = 50) -> list[FoundSupply]:
    """Who is or was supplied at the addresses that hold every word of ``text``.

    One word at least has three letters: less would match, and read, half the country.
    """
    if not any(len(word) >= _LEAST_LETTERS and word.isalpha() for word in fold(text).split()):
        return []
    return _list_supplied(find_supply_points(brand_id, text, limit=limit))


def find_accounts_by_contract(brand_id: int, text: str) -> list[FoundSupply]:
    """Whose contract has this number; one query."""
    found = Contract.objects.filter(brand_id=brand_id, number=text.strip())
    return [
        _as_found(contract, as_supply_point(contract.supply_point))
        for contract in found.select_related("supply_point")
    ]


def _list_supplied(points: Sequence[SupplyPointRow]) -> list[FoundSupply]:
    """The contracts of supply points, running ones first, then in the points' order; one query."""
    by_id = {point.id: point for point in points}
    order = {point.id: position for position, point in enumerate(points)}
    contracts = Contract.objects.filter(supply_point_id__in=by_id).order_by("-valid", "pk")
    found = [_as_found(contract, by_id[contract.supply_point_id]) for contract in contracts]
    found.sort(key=lambda each: (each.until is not None, order[each.supply_point.id]))
    return found


def _as_found(contract: Contract, point: SupplyPointRow) -> FoundSupply:
    return FoundSupply(
        account_id=contract.account_id,
        contract_id=contract.pk,
        contract_number=contract.number,
        from_=contract.valid.lower,
        until=contract.valid.upper,
        supply_point=point,
    )


def _as_rows(contracts: QuerySet[Contract, Any]) -> list[ContractRow]:
    """Contracts with their supply points in one query, and their price cards where not kept."""
    own = {
        name: RawSQL(text.format(contract="supply_contract.id"), ())  # noqa: S611
        for name, text in (("protected", _PROTECTIONS), ("arranged", _ARRANGEMENTS))
    }
    found = list(contracts.select_related("supply_point").annotate(**own))
    cards = get_cards({each.price_card_id for each in found})
    return [
        _as_row(
            {name: getattr(each, name) for name in _PLAIN},
            valid=(each.valid.lower, each.valid.upper),
            protected=each.protected,
            arranged=each.arranged,
            point=as_supply_point(each.supply_point),
            card=cards[each.price_card_id],
        )
        for each in found
    ]


def list_night_hours(
    contract: ContractRow, *, on: date, meters: Iterable[MeterRow]
) -> tuple[Window, ...]:
    """The hours that the night register of a contract counts on a day, where a rule sets them.

    None where no night register hangs there, by ``meters``. In France the operator gives each
    supply point its own: see ``off_peak_label``.
    """
    point = contract.supply_point
    hanging = [meter for meter in meters if meter.removed_on is None]
    has_night = any(each.kind == RegisterKind.NIGHT for one in hanging for each in one.registers)
    if point.country != "BE" or point.energy != Energy.ELECTRICITY or not has_night:
        return ()
    key = f"be.{point.region}.electricity.clock.day_night"
    day = day_number(on)
    # Hours that are due to be looked at again are still those of the meter.
    clock = list_versions(key, day, day + 1, carry_forward=True)[-1]
    return list_windows(clock, RegisterKind.NIGHT)


def _read_rows(found: Sequence[Sequence[Any]]) -> list[ContractRow]:
    """The same from rows of `_CONTRACTS`."""
    cards = get_cards({row[_PLAIN.index("price_card_id")] for row in found})
    own = len(_PLAIN)
    return [
        _as_row(
            dict(zip(_PLAIN, row[:own], strict=True)),
            valid=(row[own], row[own + 1]),
            protected=row[own + 2],
            arranged=row[own + 3],
            point=read_supply_point(row[own + 4 :]),
            card=cards[row[_PLAIN.index("price_card_id")]],
        )
        for row in found
    ]


def _as_row(
    plain: dict[str, Any],
    *,
    valid: tuple[date, date | None],
    protected: str | None,
    arranged: str | None,
    point: SupplyPointRow,
    card: CardView,
) -> ContractRow:
    return ContractRow(
        **plain,
        from_=valid[0],
        until=valid[1],
        product_key=card.product.key,
        product_name=card.product.name,
        price_kind=card.product.price_kind,
        price_card_version=card.version,
        supply_point=point,
        protections=_read_stretches(protected, Protection),
        arrangements=_read_stretches(arranged, Arrangement),
    )


def _read_stretches[Kept: Stretch](written: str | None, kept: type[Kept]) -> tuple[Kept, ...]:
    """Stretches of a contract, oldest first, from the text of `_PROTECTIONS` or `_ARRANGEMENTS`."""
    return tuple(
        kept(date.fromisoformat(first), until and date.fromisoformat(until), *rest)
        for first, until, *rest in json.loads(written or "[]")
    )
