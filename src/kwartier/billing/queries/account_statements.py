"""The account statement: what was invoiced and paid over any days, supply point by supply point."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import cached_property

from kwartier.billing._account_statement import AT_LARGE, Fallen, lay_out
from kwartier.billing.refusals import (
    StatementPeriodToCome,
    StatementPeriodTurned,
    SupplyPointNotYours,
)
from kwartier.billing.types import BillKind
from kwartier.ledger.queries import list_account_entries, list_credit_uses
from kwartier.ledger.types import INVOICED
from kwartier.metering.types import SupplyPointRow
from kwartier.platform.prepared import fetch_rows
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledParts:
    """What a document is made of, VAT included, in cents; the period is [from, until).

    ``advances_cents`` were invoiced before and are taken off. An advance invoice has no components.
    """

    kind: str
    period_from: date
    period_until: date
    energy_cents: int = 0
    network_cents: int = 0
    taxes_cents: int = 0
    advances_cents: int = 0

    @property
    def is_bill(self) -> bool:
        """Whether it has components: any bill or credit note, no advance invoice."""
        return self.kind in BillKind

    @property
    def last_day(self) -> date:
        """The last day that it covers."""
        return self.period_until - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One movement, and the balance after it; positive is owed.

    ``kind`` is what the books call it. With ``is_invoiced`` it is an invoice, a bill or a credit note,
    and ``parts`` says what it is made of: None for one that only the books know. ``due_on`` is None
    for what is not to be paid. ``other`` is the credit that was used, or empty. With ``is_moved``
    nothing was paid on that day: money that lay on the account was used, or came back to it.
    """

    on: date
    kind: str
    document: str
    other: str
    due_on: date | None
    amount_cents: int
    balance_cents: int
    is_moved: bool
    is_invoiced: bool
    parts: BilledParts | None


@dataclass(frozen=True, kw_only=True)
class PointStatement:
    """The rows of a supply point; ``point`` is None for what belongs to the account at large."""

    point: SupplyPointRow | None
    opening_cents: int
    rows: tuple[StatementRow, ...]

    @property
    def closing_cents(self) -> int:
        """The balance at the end of the days."""
        return self.rows[-1].balance_cents if self.rows else self.opening_cents

    @cached_property
    def invoiced_cents(self) -> int:
        """What was invoiced, less what was credited."""
        return sum(row.amount_cents for row in self.rows if row.is_invoiced)

    @property
    def other_cents(self) -> int:
        """All the rest: payments, refunds, costs, and money that moved."""
        return self.closing_cents - self.opening_cents - self.invoiced_cents

    @property
    def summary_cents(self) -> tuple[int, int, int, int]:
        """The balance before, what was invoiced, all the rest, the balance after."""
        return (self.opening_cents, self.invoiced_cents, self.other_cents, self.closing_cents)


@dataclass(frozen=True, kw_only=True)
class AccountStatement:
    """An account over the days [from, until); its parts sum to its balance where all are chosen."""

    account_id: int
    from_: date
    until: date
    points: tuple[PointStatement, ...]
    is_whole: bool

    @cached_property
    def summary_cents(self) -> tuple[int, int, int, int]:
        """The sums over its parts, as each has them."""
        before, invoiced, other, after = (
            sum(column)
            for column in zip(*(each.summary_cents for each in self.points), strict=True)
        )
        return (before, invoiced, other, after)

    @property
    def opening_cents(self) -> int:
        """What was owed before the first day."""
        return self.summary_cents[0]

    @property
    def closing_cents(self) -> int:
        """What is owed after the last day."""
        return self.summary_cents[-1]

    @property
    def last_day(self) -> date:
        """The last day that it covers."""
        return self.until - timedelta(days=1)


_PARTS = """
SELECT 'advance_invoice', i.number, p.contract_id, lower(i.period), upper(i.period),
       NULL, NULL, NULL, 0
FROM billing_advanceinvoice i JOIN billing_advanceplan p ON p.id = i.plan_id
WHERE i.account_id = %(account)s::bigint
UNION ALL
SELECT b.kind, b.number, b.contract_id, lower(b.period), upper(b.period),
       (b.component_cents ->> 'energy')::bigint, (b.component_cents ->> 'network')::bigint,
       (b.component_cents ->> 'taxes')::bigint, b.advances_cents
FROM billing_bill b WHERE b.account_id = %(account)s::bigint
"""


def get_account_statement(
    *,
    account_id: int,
    from_: date,
    until: date,
    today: date,
    codes: Collection[str] | None = None,
) -> AccountStatement:
    """What was invoiced and paid on the days [from, until), for each of the supply points ``codes``.

    It ends with ``today`` at the latest: of a day to come nobody knows how the account stood. None is
    all of them, and what belongs to no supply point: payments not yet used, reminder costs.
    A supply point without a movement and without a balance is listed too. Five questions, whatever
    the number of supply points.

    Raises:
        StatementPeriodTurned: the days end before they begin.
        StatementPeriodToCome: they begin after today.
        SupplyPointNotYours: one of ``codes`` is not the account's.
    """
    if until <= from_:
        raise StatementPeriodTurned(field="until")
    if from_ > today:
        raise StatementPeriodToCome(field="first")
    until = min(until, today + timedelta(days=1))
    contracts = list_contracts(account_id)
    points = _points_of(contracts)
    wanted = [*points, AT_LARGE] if codes is None else _choose(points, codes)
    zones = {point.timezone_name for point in points.values()} or {"Europe/Brussels"}
    # Somebody may pay meanwhile: what is read later knows all that is named by what was read before.
    uses = list_credit_uses(account_id=account_id, zone=min(zones))
    entries = list_account_entries(account_id=account_id)
    parts, code_of_document = _read_parts(
        account_id, {each.id: each.supply_point.code for each in contracts}
    )
    # An invoice that was made elsewhere is no part of ours: its journal names the contract.
    code_of_number = {each.number: each.supply_point.code for each in contracts}
    for entry in entries:
        if entry.contract in code_of_number:
            code_of_document.setdefault(entry.document, code_of_number[entry.contract])
    fallen = lay_out(entries, uses, code_of_document)
    rows_of: dict[str, list[Fallen]] = defaultdict(list)
    for movement in fallen:
        if movement.on < until:
            rows_of[movement.code].append(movement)
    return AccountStatement(
        account_id=account_id,
        from_=from_,
        until=until,
        points=tuple(
            _state(points.get(code), rows_of[code], from_=from_, parts=parts) for code in wanted
        ),
        is_whole=codes is None,
    )


def list_statement_points(*, account_id: int) -> list[SupplyPointRow]:
    """The supply points that the account has or had, in the order of its contracts."""
    return list(_points_of(list_contracts(account_id)).values())


def _points_of(contracts: Sequence[ContractRow]) -> dict[str, SupplyPointRow]:
    """The supply points of contracts by their codes, each where its first contract stands."""
    points: dict[str, SupplyPointRow] = {}
    for contract in contracts:
        points.setdefault(contract.supply_point.code, contract.supply_point)
    return points


def _choose(points: Mapping[str, SupplyPointRow], codes: Collection[str]) -> list[str]:
    """The codes in the order of the contracts, whatever order they were asked in."""
    for code in codes:
        if code not in points:
            raise SupplyPointNotYours(field="supply_point", params={"code": code[:40]})
    asked = set(codes)
    return [code for code in points if code in asked]


def _read_parts(
    account_id: int, code_of_contract: Mapping[int, str]
) -> tuple[dict[str, BilledParts], dict[str, str]]:
    parts, code_of_document = {}, {}
    for row in fetch_rows(_PARTS, {"account": account_id}):
        kind, number, contract_id, first, until, energy, network, taxes, advances = row
        parts[number] = BilledParts(
            kind=kind,
            period_from=first,
            period_until=until,
            energy_cents=energy or 0,
            network_cents=network or 0,
            taxes_cents=taxes or 0,
            advances_cents=advances,
        )
        code_of_document[number] = code_of_contract.get(contract_id, AT_LARGE)
    return parts, code_of_document


def _state(
    point: SupplyPointRow | None,
    movements: Sequence[Fallen],
    *,
    from_: date,
    parts: Mapping[str, BilledParts],
) -> PointStatement:
    before = sum(each.amount_cents for each in movements if each.on < from_)
    shown = [each for each in movements if each.on >= from_]
    return PointStatement(
        point=point, opening_cents=before, rows=tuple(_rows(shown, before, parts))
    )


def _rows(
    movements: Sequence[Fallen], opening_cents: int, parts: Mapping[str, BilledParts]
) -> Iterator[StatementRow]:
    balance_cents = opening_cents
    for each in movements:
        balance_cents += each.amount_cents
        is_invoiced = each.kind in INVOICED and not each.is_moved and not each.other
        yield StatementRow(
            on=each.on,
            kind=each.kind,
            document=each.document,
            other=each.other,
            due_on=each.due_on,
            amount_cents=each.amount_cents,
            balance_cents=balance_cents,
            is_moved=each.is_moved,
            is_invoiced=is_invoiced,
            parts=parts.get(each.document) if is_invoiced else None,
        )
