"""Bills: what a period cost line by line, from the bill before to this one, made again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from energycore.bundle.decimals import to_decimal
from energycore.clocks import date_of
from energycore.statement import PriceUnit, StatementLine
from energycore.tariff import Component
from energycore.units import divide_half_away
from kwartier.api.fields import (
    AccountNumber,
    ADay,
    Cents,
    ContractNumber,
    Count,
    Index,
    Percent,
    SupplyPointCode,
    Told,
    Wh,
    Whole,
    text,
)
from kwartier.api.schemas.bill_parts import ProvisionalPart, ReplacedPart, show_parts
from kwartier.api.schemas.invoice_states import InvoiceState, show_state
from kwartier.arrears.invoice_states import InvoiceState as State
from kwartier.billing.queries import (
    BillPage,
    DocumentFilter,
    ShownComponent,
    ShownLine,
    list_components,
)
from kwartier.billing.types import BillKind, BillView
from kwartier.ledger.types import TaxedCents
from kwartier.metering.types import RegisterKind
from kwartier.pricing.wording import say_came_of
from kwartier.supply.types import ContractRow
from kwartier.ui.narrowing import narrow

_PICO_PLACES = 12
_PICO_PER_MICRO = 10**6
_NUMBER_EXAMPLE = "S26-0000002"
RunningTotal = Annotated[float, Field(ge=-1_000_000, le=1_000_000)]


class BillFilter(Told):
    """Which bills are wanted; what is left out is not asked for."""

    year: int | None = Field(
        None, ge=1900, le=8999, description="The year of issue.", examples=[2026]
    )
    kind: BillKind | None = Field(None, description="Bills of this kind alone.")
    contract: ContractNumber | None = Field(None, description="About this contract.")
    code: SupplyPointCode | None = Field(None, description="About this supply point: EAN or PDL.")
    standing: Literal["open", "settled"] | None = Field(
        None,
        description="Something left to pay or to give back, or nothing.",
        examples=["open"],
    )
    q: Annotated[
        str,
        text(
            most=100,
            description="A part of the number, or words of the supply point's address.",
            example="Wulpenlaan",
        ),
    ] = ""

    def document_filter(
        self,
        held: Sequence[ContractRow],
        open_numbers: Mapping[str, int],
        after: tuple[date, str] | None,
    ) -> DocumentFilter:
        """The same, as billing is asked; words are looked for among the contracts that are held."""
        about = [
            each.id
            for each in held
            if self.contract in {None, each.number} and self.code in {None, each.code}
        ]
        words = self.q.strip()
        return DocumentFilter(
            year=self.year,
            kinds=[self.kind] if self.kind else list(BillKind),
            contract_ids=about if self.contract or self.code else None,
            numbers=list(open_numbers) if self.standing == "open" else None,
            but_numbers=list(open_numbers) if self.standing == "settled" else (),
            text=words,
            text_contract_ids=(
                [each.id for each in narrow(held, words, lambda row: row.words).rows]
                if words
                else ()
            ),
            after=after,
        )


class VatPart(Told):
    """What was charged at one rate of VAT."""

    vat_bp: Percent = Field(description="The rate in hundredths of a percent.", examples=[600])
    base_cents: Cents = Field(description="Without VAT.")
    vat_cents: Cents = Field(description="The VAT.")


class Bill(Told):
    """A bill as issued; positive `balance_cents` is to pay, negative comes back."""

    number: str = Field(description="Its number.", examples=[_NUMBER_EXAMPLE])
    kind: BillKind
    account: AccountNumber
    contract: ContractNumber
    period_from: ADay = Field(description="The first day of the period.")
    period_until: ADay = Field(description="The first day after it.")
    issued_on: ADay = Field(description="The day of issue.")
    due_on: ADay = Field(description="The day by which it is to be paid.")
    total_cents: Cents = Field(description="What the period cost, with VAT.")
    advances_cents: Cents = Field(
        description="What was invoiced in advance, with VAT: advances, and the part that it replaces, "
        "less its own provisional part."
    )
    balance_cents: Cents = Field(description="The total less the advances.")
    provisional_part: ProvisionalPart | None = Field(
        default=None, description="What it charges by an estimate; the next bill takes it off."
    )
    replaced_part: ReplacedPart | None = Field(
        default=None, description="What the bill before charged by an estimate."
    )
    state: InvoiceState


class LineCondition(Told):
    """What a promise hangs on, and what came of it."""

    name: str = Field(description="The condition.", examples=["direct_debit"])
    is_met: bool = Field(description="Whether it is met.", examples=[True])
    reason: str = Field(
        description="Why it is, or why not.", examples=["It counts: you pay by direct debit."]
    )


class BillLine(Told):
    """An amount with its quantity, price, period and rule.

    `exact_eur` is quantity x price as the rule has it, unrounded and as the price was published;
    `amount_cents` is its share of the bill's own cents, with VAT: the lines of a component add up.
    """

    code: str = Field(description="Which promise it is.", examples=["grid_kwh"])
    rule: str = Field(description="How the price becomes an amount.", examples=["unit"])
    period_from: ADay = Field(description="The first day.")
    period_until: ADay = Field(description="The first day after.")
    quantity: Whole = Field(description="How much, in `quantity_unit`.", examples=[3_805_000])
    quantity_unit: Literal["Wh", "days", "W", "times", "micro_eur"] = Field(
        description="In what the quantity is told; an amount that a share is taken of, or what the "
        "volume came to at its index, is rounded to the micro-euro."
    )
    price: Whole = Field(description="The price, in `price_unit`.", examples=[23_449_200])
    price_unit: PriceUnit = Field(
        description="In what the price is told: a share in millionths, a factor in "
        "thousand-millionths."
    )
    exact_eur: str = Field(description="The exact amount in euro.", examples=["89.2242060"])
    amount_cents: Cents = Field(description="As it adds up on the bill, with VAT.")
    vat_bp: Percent = Field(
        description="The rate of VAT, in hundredths of a percent.", examples=[600]
    )
    parameters: list[str] = Field(
        description="The dated figures behind the price.",
        examples=[["be.fluvius_antwerpen.electricity.kwh"]],
    )
    source: str = Field(description="Where they are published.", examples=["Price card 2025-04"])
    follows: list[str] = Field(
        default=[], description="The codes of the promises that a share or a limit follows."
    )
    condition: LineCondition | None = Field(
        default=None, description="What it hangs on; not met, it comes to nothing."
    )


class BillComponent(Told):
    """One of the three blocks with its lines, which add up to it."""

    component: Component = Field(description="Which of the three.")
    amount_cents: Cents = Field(description="With VAT; the three add up to the total.")
    percent: Percent | None = Field(
        description="Its share of the total; null where a component gives money back."
    )
    lines: list[BillLine] = Field(description="Its lines, which add up to it.")


class BillReading(Told):
    """What one register counted between two readings of the grid operator."""

    register_kind: RegisterKind
    read_from: ADay = Field(description="The day of the first reading.")
    read_until: ADay = Field(description="The day of the second.")
    from_index: Index | None = Field(description="What it showed first.", examples=[15_907])
    until_index: Index | None = Field(description="What it showed last.", examples=[16_106])
    volume_wh: Wh = Field(description="What it counted.")
    is_estimated: bool = Field(description="Whether the second is an estimate.", examples=[False])


class BillDetail(Bill):
    """A bill with all that its page shows."""

    takes_back: str | None = Field(
        description="The bill that this credit note takes back.", examples=[_NUMBER_EXAMPLE]
    )
    credit_note: str | None = Field(
        description="The credit note by which this bill was taken back.", examples=["C26-0000001"]
    )
    replaces: str | None = Field(
        description="The bill, taken back, in whose place this one came.",
        examples=[_NUMBER_EXAMPLE],
    )
    standing: str | None = Field(
        description="The bill that counts now, where that is another one.",
        examples=["S26-0000003"],
    )
    components: list[BillComponent] = Field(description="The blocks of the bill.")
    estimated_components: list[BillComponent] = Field(
        default=[], description="The blocks of its provisional part."
    )
    vat: list[VatPart] = Field(description="What the period cost, per rate.")
    advance_vat: list[VatPart] = Field(description="The advances taken off, per rate.")
    readings: list[BillReading] = Field(description="What it rests on.")
    bundle_sha256: str = Field(
        description="The fingerprint of the bundle: its JSON with sorted keys and no spaces.",
        examples=["661eddc2d710af7e40dc8fd67f0fc15c6d0613d7156f141a1a4e1c53ddce5a30"],
    )


class BillBundle(Told):
    """All that a bill was made from: `energycore` alone makes it again from this."""

    format: str = Field(description="What it is.", examples=["kwartier.bill"])
    version: Count = Field(description="The version of the layout.", examples=[1])
    rounding: str = Field(description="The rounding policy.", examples=["vat_on_total"])
    facts: dict[str, Any] = Field(
        description="What the bill says of itself.", examples=[{"number": _NUMBER_EXAMPLE}]
    )
    period: dict[str, str] = Field(
        description="The days.", examples=[{"from": "2025-10-01", "until": "2026-10-01"}]
    )
    registers: list[str] = Field(description="The registers.", examples=[["total"]])
    annual_wh: Wh = Field(description="The yearly offtake.", examples=[3_500_000])
    peaks: list[dict[str, Any]] = Field(
        description="The mean monthly peaks.",
        examples=[[{"from": "2025-10-01", "until": "2026-10-01", "mean_w": 2_500}]],
    )
    measured: list[dict[str, Any]] = Field(
        description="What was counted, with the readings.",
        examples=[
            [{"register": "total", "from": "2025-10-01", "until": "2026-10-01", "wh": 3_500_000}]
        ],
    )
    shares: dict[str, dict[str, RunningTotal]] = Field(
        description="The values of the load profiles that divided it.",
        examples=[{"total": {"2025-10-01": 0.0, "2026-10-01": 1.0}}],
    )
    terms: list[dict[str, Any]] = Field(
        description="The dated prices.",
        examples=[[{"kind": "unit", "code": "energy_total", "eur_per_kwh": "0.13"}]],
    )
    statement: dict[str, Any] = Field(
        description="The lines and totals that followed.", examples=[{"total_eur": "1237.23"}]
    )
    provisional_part: dict[str, Any] | None = Field(
        default=None, description="Such a document about the days that it charges by an estimate."
    )


def show_bill(bill: BillView, *, account: str, contract: str, state: State) -> Bill:
    """A bill in a list."""
    return Bill(**_own(bill, account=account, contract=contract), state=show_state(state))


def show_bill_page(page: BillPage, *, account: str, contract: str, state: State) -> BillDetail:
    """A bill with its lines."""
    return BillDetail(
        state=show_state(state),
        **_own(page.bill, account=account, contract=contract),
        components=[
            _show_component(each) for each in list_components(page.statement, with_vat=True)
        ],
        estimated_components=[
            _show_component(each)
            for each in list_components(page.estimated.statement, with_vat=True)
        ]
        if page.estimated
        else [],
        vat=[_show_vat(each) for each in page.bill.vat],
        advance_vat=[_show_vat(each) for each in page.bill.advance_vat],
        readings=[
            BillReading(
                register_kind=RegisterKind(each.register),
                read_from=date_of(each.days.from_),
                read_until=date_of(each.days.until),
                from_index=each.about.get("from_index"),
                until_index=each.about.get("until_index"),
                volume_wh=each.volume_wh,
                is_estimated=bool(each.about.get("estimated")),
            )
            for each in page.measured
        ],
        bundle_sha256=page.bundle_sha256,
        takes_back=_number(page.links.takes_back),
        credit_note=_number(page.links.credit_note),
        replaces=_number(page.links.replaces),
        standing=_number(page.links.standing),
    )


def _number(bill: BillView | None) -> str | None:
    return bill.number if bill else None


def _own(bill: BillView, *, account: str, contract: str) -> dict[str, Any]:
    apart = {"account", "contract", "provisional_part", "replaced_part", "state"}
    return {name: getattr(bill, name) for name in set(Bill.model_fields) - apart} | {
        "account": account,
        "contract": contract,
        **show_parts(bill),
    }


def _show_vat(part: TaxedCents) -> VatPart:
    return VatPart.model_validate(part)


def _show_component(shown: ShownComponent) -> BillComponent:
    return BillComponent(
        component=shown.component,
        amount_cents=shown.cents,
        percent=shown.percent,
        lines=[_show_line(each) for promise in shown.promises for each in promise.lines],
    )


def _show_line(shown: ShownLine) -> BillLine:
    line = shown.line
    return BillLine(
        code=line.code,
        rule=line.rule,
        period_from=date_of(line.period.from_),
        period_until=date_of(line.period.until),
        **_quantity(line),
        price=line.price,
        price_unit=line.price_unit,
        exact_eur=to_decimal(line.pico_eur, _PICO_PLACES),
        amount_cents=shown.cents,
        vat_bp=line.vat_bp,
        parameters=list(line.parameters),
        source=line.source,
        follows=list(line.of),
        condition=None
        if line.condition is None
        else LineCondition(
            name=line.condition.name,
            is_met=line.condition.is_met,
            reason=say_came_of(line.condition),
        ),
    )


def _quantity(line: StatementLine) -> dict[str, Any]:
    """How much, and in what: money to the micro-euro, which every reader of JSON holds exactly."""
    if line.quantity_unit == "pico_eur":
        rounded = divide_half_away(line.quantity, _PICO_PER_MICRO)
        return {"quantity": rounded, "quantity_unit": "micro_eur"}
    return {"quantity": line.quantity, "quantity_unit": line.quantity_unit}
