"""The page of a bill, ready for its template: the same for a customer and for an agent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kwartier.arrears.invoice_states import Billed, InvoiceState
from kwartier.billing.naming import name_parts
from kwartier.billing.queries import BillLinks, BillPage, ReadingChange
from kwartier.billing.types import BillKind, BillView
from kwartier.metering.types import RegisterKind
from kwartier.supply.types import ContractRow, CustomerCategory
from kwartier.ui.bills.bridge import BridgeWords, say_period
from kwartier.ui.bills.estimated import list_part_sums, tell_part
from kwartier.ui.bills.lines import BillBlock, format_index, list_blocks, readings_table
from kwartier.ui.bills.states import say_state
from kwartier.ui.charts.figures import Figure
from kwartier.ui.charts.meters import Share
from kwartier.ui.formats import format_day, format_money, format_number, format_rate
from kwartier.ui.tables import Column, Table

# A year of billing may be a few days longer or shorter than that of the calendar.
_YEAR_DAYS = range(350, 381)
_FACTOR_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class BillAddresses:
    """Where the page's links lead: each door has its own.

    ``bill_at`` gives the page of a bill by its number, ``request_at`` that of a request;
    ``file_at`` that of a bridge's file by what it compares (``bridge``, ``correction`` or ``year_before``) and its
    kind (``csv`` or ``xlsx``).
    """

    recompute: str
    bundle: str
    pdf: str
    einvoice: str
    bill_at: Callable[[str], str]
    file_at: Callable[[str, str], str]
    request_at: Callable[[str], str]
    disagree: str = ""


@dataclass(frozen=True, slots=True)
class BillReader:
    """For whom a page is written: the words' locale, the brand's name, the day and the instant."""

    locale: str
    supplier: str
    today: date
    now: datetime


def build_bill_page(
    page: BillPage,
    *,
    contract: ContractRow,
    open_by_number: Mapping[str, int],
    state: InvoiceState,
    reader: BillReader,
    addresses: BillAddresses,
) -> dict[str, Any]:
    """What the template ``ui/bill/bill.html`` shows.

    ``open_by_number`` says what is left of the account's invoices, ``state`` how this one stands. A business
    reads its lines without VAT, a household with it.
    """
    bill = page.bill
    with_vat = is_household(page)
    blocks = list_blocks(page, with_vat=with_vat, supplier=reader.supplier, locale=reader.locale)
    return {
        "bill": bill,
        "page": page,
        "contract": contract,
        "title": _title(bill),
        "cost": _say_cost(bill, contract, reader.locale, with_vat=with_vat),
        "period": say_period(bill, reader.locale),
        "change": _say_change(page, reader.locale),
        "state": state,
        "standing": state.standing,
        "standing_words": say_state(state, today=reader.today, locale=reader.locale),
        "back_cents": -bill.balance_cents,
        "taken_off_cents": -bill.invoiced_cents,
        "part": tell_part(page, with_vat=with_vat, supplier=reader.supplier, locale=reader.locale),
        "part_sums": list_part_sums(bill),
        "replaced_url": bill.replaced_part and addresses.bill_at(bill.replaced_part.number),
        "with_vat": with_vat,
        "blocks": blocks,
        "shares": _shares(blocks),
        "has_others": any(block.component != "energy" for block in blocks),
        "base_cents": sum(each.base_cents for each in bill.vat),
        "vat_cents": sum(each.vat_cents for each in bill.vat),
        "vat_table": vat_table(bill, reader.locale),
        "advances": [(each, open_by_number.get(each.number, 0)) for each in page.advances],
        "unpaid_cents": sum(max(open_by_number.get(each.number, 0), 0) for each in page.advances),
        "readings": readings_table(page.measured, reader.locale),
        "reading_count": len(page.measured),
        "calorific": say_calorific(page, reader.locale),
        "term_count": len(page.terms),
        "bridge": _section(bridge_words(page, reader), "bridge", addresses),
        "correction": _section(correction_words(page, reader), "correction", addresses),
        "year_before": _section(year_words(page, reader), "year_before", addresses),
        "changed_readings": _list_changes(page, reader.locale),
        "others": _link_others(page.links, addresses),
        "reason": page.links.reason.rstrip("."),
        "replaced_reason": page.links.replaced_reason.rstrip("."),
        "addresses": addresses,
        "is_closing": bill.kind == BillKind.CLOSING,
        "is_credit_note": bill.kind == BillKind.CREDIT_NOTE,
    }


def is_household(page: BillPage) -> bool:
    """Whether the reader pays the VAT and cannot take it off."""
    return bool(page.facts.get("category") == CustomerCategory.RESIDENTIAL)


@dataclass(frozen=True, slots=True)
class BridgeSection:
    """A bridge on the page: its figure, and how it goes on from the cost to what is left to pay."""

    figure: Figure
    balances: str
    balance_table: Table | None


def _section(
    words: BridgeWords | None, which: str, addresses: BillAddresses
) -> BridgeSection | None:
    if words is None:
        return None
    figure = words.figure(
        csv_url=addresses.file_at(which, "csv"), xlsx_url=addresses.file_at(which, "xlsx")
    )
    return BridgeSection(figure, words.say_balances(), words.balance_table())


def _link_others(links: BillLinks, addresses: BillAddresses) -> dict[str, dict[str, Any]]:
    """The bills that this one corrects or is corrected by, each with its page."""
    named = {
        "takes_back": links.takes_back,
        "credit_note": links.credit_note,
        "replaces": links.replaces,
        "standing": links.standing,
    }
    return {
        name: {"number": bill.number, "url": addresses.bill_at(bill.number), "on": bill.issued_on}
        for name, bill in named.items()
        if bill is not None
    }


@dataclass(frozen=True, slots=True)
class ChangedReadings:
    """The readings that a correction rests on: those that say something else, then the others.

    ``others`` are known to one of the two bills alone: read later, or no part of it any more.
    """

    table: Table | None
    others: Table | None

    @property
    def other_count(self) -> int:
        """How many readings only one of the bills knows."""
        return len(self.others.rows) if self.others else 0


def _list_changes(page: BillPage, locale: str) -> ChangedReadings | None:
    if page.correction is None or not page.correction.readings:
        return None
    readings = page.correction.readings
    others = [each for each in readings if None in {each.before_index, each.after_index}]
    return ChangedReadings(
        _changes_table(
            [each for each in readings if each not in others],
            _("The readings that changed"),
            locale,
        ),
        _changes_table(others, _("Readings of one of the two bills alone"), locale),
    )


def _changes_table(readings: Sequence[ReadingChange], caption: str, locale: str) -> Table | None:
    if not readings:
        return None
    return Table(
        caption=caption,
        columns=(
            Column(_("Register")),
            Column(_("Read on"), "day"),
            Column(_("It was"), "number"),
            Column(_("It is"), "number"),
        ),
        rows=tuple(
            (
                str(RegisterKind(each.register).label),
                each.on,
                format_index(each.before_index, each.unit, locale) or "–",
                format_index(each.after_index, each.unit, locale) or "–",
            )
            for each in readings
        ),
    )


def bridge_words(page: BillPage, reader: BillReader) -> BridgeWords | None:
    """The bridge from the bill before, in words; None for the first bill."""
    if page.before is None or page.bridge is None:
        return None
    return BridgeWords(
        page.before, page.bill, page.bridge, supplier=reader.supplier, locale=reader.locale
    )


def correction_words(page: BillPage, reader: BillReader) -> BridgeWords | None:
    """The bridge from the bill that this one replaces, in words; None where it replaces none."""
    if page.correction is None:
        return None
    return BridgeWords(
        page.correction.before,
        page.bill,
        page.correction.bridge,
        supplier=reader.supplier,
        locale=reader.locale,
        is_correction=True,
    )


def year_words(page: BillPage, reader: BillReader) -> BridgeWords | None:
    """The bridge from the same month a year before, in words; None where there is none."""
    if page.year_before is None:
        return None
    return BridgeWords(
        page.year_before.before,
        page.bill,
        page.year_before.bridge,
        supplier=reader.supplier,
        locale=reader.locale,
        is_year=True,
    )


_WORDS = {"bridge": bridge_words, "correction": correction_words, "year_before": year_words}


def find_words(page: BillPage, which: str, reader: BillReader) -> BridgeWords | None:
    """The ``bridge``, the ``correction`` or the ``year_before`` of a bill in words, if it has one."""
    return _WORDS[which](page, reader)


def vat_table(bill: BillView, locale: str) -> Table:
    """Base and VAT per rate: cost, advances taken off, what is provisional; no rate of nothing."""
    parts = [
        (_("This period"), 1, bill.vat),
        (_("Advances"), -1, bill.invoiced_vat),
        *name_parts(bill),
    ]
    rows = [
        (
            name,
            format_rate(each.vat_bp, locale),
            sign * each.base_cents,
            sign * each.vat_cents,
            sign * (each.base_cents + each.vat_cents),
        )
        for name, sign, rates in parts
        for each in rates
        if each.base_cents or each.vat_cents
    ]
    return Table(
        caption=_("VAT per rate"),
        columns=(
            Column(_("What")),
            Column(_("Rate"), "number"),
            Column(_("Without VAT"), "money"),
            Column(_("VAT"), "money"),
            Column(_("With VAT"), "money"),
        ),
        rows=tuple(rows),
        foot=(
            _("Together"),
            "",
            sum(row[2] for row in rows),
            sum(row[3] for row in rows),
            bill.balance_cents,
        ),
    )


def _shares(blocks: tuple[BillBlock, ...]) -> tuple[Share, ...]:
    if len(blocks) == 1 or not all(block.share for block in blocks):
        return ()
    return tuple(Share(block.component, block.cents) for block in blocks)


def bill_page(page: BillPage, open_cents: int = 0) -> Billed:
    """The bill of a page as the books have it, with what is open of it."""
    bill = page.bill
    return Billed(
        account_id=bill.account_id,
        number=bill.number,
        kind=bill.kind,
        amount_cents=bill.balance_cents,
        open_cents=open_cents,
        issued_on=bill.issued_on,
        due_on=bill.due_on,
        is_taken_back=page.links.credit_note is not None,
    )


def _title(bill: BillView) -> str:
    told = {"number": bill.number}
    match bill.kind:
        case BillKind.CLOSING:
            return _("Final settlement %(number)s") % told
        case BillKind.MONTHLY:
            return _("Monthly bill %(number)s") % told
        case BillKind.CREDIT_NOTE:
            return _("Credit note %(number)s") % told
        case _:
            return _("Settlement %(number)s") % told


def _say_cost(bill: BillView, contract: ContractRow, locale: str, *, with_vat: bool) -> str:
    """What the period cost, as the first sentence of the page."""
    base_cents = sum(each.base_cents for each in bill.vat)
    told = {
        "amount": format_money(bill.total_cents, locale),
        "first": format_day(bill.period_from, locale),
        "last": format_day(bill.last_day, locale),
    }
    is_year = (bill.period_until - bill.period_from).days in _YEAR_DAYS
    is_gas = contract.energy == "gas"
    if not with_vat:
        told |= {"gross": told["amount"], "amount": format_money(base_cents, locale)}
    return _cost_sentence(is_year=is_year, is_gas=is_gas, with_vat=with_vat) % told


def say_calorific(page: BillPage, locale: str) -> str:
    """By what a cubic meter of gas became energy; nothing where no gas was counted."""
    factor = page.facts.get("kwh_per_m3")
    if factor is None:
        return ""
    value = format_number(Decimal(factor), locale, _FACTOR_DECIMALS)
    return _("Your gas meter counts cubic meters: one m³ held %(value)s kWh.") % {"value": value}


def _cost_sentence(*, is_year: bool, is_gas: bool, with_vat: bool) -> str:
    if with_vat:
        if is_year:
            return (
                _("Your year of gas cost %(amount)s.")
                if is_gas
                else _("Your year of electricity cost %(amount)s.")
            )
        return (
            _("From %(first)s to %(last)s your gas cost %(amount)s.")
            if is_gas
            else _("From %(first)s to %(last)s your electricity cost %(amount)s.")
        )
    if is_year:
        return (
            _("Your year of gas cost %(amount)s without VAT (%(gross)s with VAT).")
            if is_gas
            else _("Your year of electricity cost %(amount)s without VAT (%(gross)s with VAT).")
        )
    return (
        _("From %(first)s to %(last)s your gas cost %(amount)s without VAT (%(gross)s with VAT).")
        if is_gas
        else _(
            "From %(first)s to %(last)s your electricity cost %(amount)s without VAT (%(gross)s with VAT)."
        )
    )


def _say_change(page: BillPage, locale: str) -> str:
    """How much more or less than the bill before; empty for the first one."""
    if page.bridge is None:
        return ""
    change = page.bridge.after_cents - page.bridge.before_cents
    told = {"amount": format_money(abs(change), locale)}
    if change == 0:
        return _("That is exactly as much as the bill before.")
    if change < 0:
        return _("That is %(amount)s less than the bill before.") % told
    return _("That is %(amount)s more than the bill before.") % told
