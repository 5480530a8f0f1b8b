"""Contracts with their prices, supply points with their meters."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from energycore.tariff import CardPrices
from kwartier.api.fields import (
    AccountNumber,
    Cents,
    ContractNumber,
    Count,
    NanoEuro,
    SupplyPointCode,
    Told,
    Wh,
)
from kwartier.billing.queries import ExpectedCost
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterRow,
    Region,
    RegisterKind,
    RegisterRow,
    SupplyPointRow,
    Unit,
)
from kwartier.platform.language import spoken_language
from kwartier.pricing.promises import promise_to_json
from kwartier.pricing.queries import show_prices
from kwartier.pricing.types import CardView, PriceKind, PriceWithVat, ShownPrices
from kwartier.pricing.wording import Reader, say_promise
from kwartier.supply.promises import KeptPromise
from kwartier.supply.queries import list_night_hours
from kwartier.supply.types import (
    ArrangementKind,
    BillingRhythm,
    ContractRow,
    CustomerCategory,
)

FirstDay = Annotated[date, Field(description="The first day.", examples=["2025-04-15"])]
EndDay = Annotated[
    date | None,
    Field(description="The first day after it; null while no end is known.", examples=[None]),
]
Power = Annotated[int | None, Field(ge=0, le=10**9, examples=[4000])]


class Register(Told):
    """A register of a meter: what it counts, and in what."""

    meter_serial: str = Field(description="The number on the meter.", examples=["1SAG1105"])
    kind: RegisterKind
    unit: Unit
    dials: Count = Field(description="How many digits it shows before the comma.", examples=[6])
    is_injection: bool = Field(
        description="Whether it counts what is given to the grid.", examples=[False]
    )


class Meter(Told):
    """A meter, which hung there on the days from `installed_from` until `removed_on`."""

    serial: str = Field(description="The number on the meter.", examples=["1SAG1105"])
    kind: MeterKind
    installed_from: FirstDay
    removed_on: EndDay
    registers: list[Register] = Field(description="What it counts.")


class SupplyPoint(Told):
    """Where energy is taken: an address with its number, operator and rules."""

    code: SupplyPointCode
    energy: Energy
    region: Region
    grid_operator: str = Field(
        description="The key of the grid operator.", examples=["fluvius_antwerpen"]
    )
    street: str = Field(description="The street.", examples=["Merelstraat"])
    house_number: str = Field(description="The house number.", examples=["12"])
    box: str = Field(description="The box or floor; may be empty.", examples=[""])
    postal_code: str = Field(description="The postal code.", examples=["2000"])
    city: str = Field(description="The city.", examples=["Antwerpen"])
    country: str = Field(description="The country, two letters.", examples=["BE"])
    has_production: bool = Field(
        description="Whether something there makes electricity.", examples=[False]
    )
    vacant_from: EndDay = Field(
        description="Since when nobody lives there; null when somebody does."
    )
    contracts: list[ContractNumber] = Field(
        description="The caller's contracts there, the running one first.",
        examples=[["C-000123"]],
    )


class SupplyPointDetail(SupplyPoint):
    """A supply point with its meters."""

    meters: list[Meter] = Field(description="Meters that hang or hung there, the latest first.")
    registers: list[Register] = Field(description="What can be read there today.")


VatRate = Annotated[
    int,
    Field(ge=0, le=10_000, description="The rate in basis points: 600 is 6 %.", examples=[600]),
]


class UnitPrice(Told):
    """A price per kWh, without and with VAT."""

    name: str = Field(
        description=(
            "The kind of register that it is for, or the contribution that is passed on "
            "(`green`, `cogeneration`)."
        ),
        examples=["total"],
    )
    nano_eur_per_kwh: NanoEuro = Field(
        description="Without VAT, in thousand-millionths of a euro: 131200000 is 13.12 cents."
    )
    nano_eur_per_kwh_with_vat: NanoEuro = Field(description="With VAT at today's rate.")
    vat_bp: VatRate


class Prices(Told):
    """The supplier's prices from a day on, without and with VAT at today's rates."""

    valid_from: FirstDay
    known_until: EndDay = Field(
        description="From here on the prices are carried on from their last index; null: known."
    )
    fixed_fee_micro_eur_per_year: int = Field(
        ge=0,
        le=10**11,
        description="The fixed fee for a year without VAT, in millionths of a euro.",
        examples=[60_000_000],
    )
    fixed_fee_micro_eur_per_year_with_vat: int = Field(
        ge=0,
        le=2 * 10**11,
        description="The fixed fee for a year with VAT at today's rate.",
        examples=[63_600_000],
    )
    offtake: list[UnitPrice] = Field(description="What is taken from the grid.")
    injection: list[UnitPrice] = Field(description="What is given to the grid, as a credit.")
    contributions: list[UnitPrice] = Field(description="What is added to every kWh taken.")


class Contract(Told):
    """Supply of one supply point to one account, on the days from `starts_on` until `ends_on`."""

    number: ContractNumber
    account: AccountNumber
    supply_point: SupplyPointCode
    energy: Energy
    address: str = Field(
        description="The supply address on one line.", examples=["Merelstraat 12, 2000 Antwerpen"]
    )
    product: str = Field(description="The product's name.", examples=["Steady"])
    price_kind: PriceKind
    price_card: str = Field(description="The version of the price card.", examples=["2025-04"])
    starts_on: FirstDay
    ends_on: EndDay
    is_running: bool = Field(description="Whether it holds today.", examples=[True])


class ProtectedDays(Told):
    """Days on which the household is a protected customer: the social tariff holds."""

    protected_from: FirstDay
    protected_until: EndDay


class Arranged(Told):
    """Days on which something is arranged for the contract; discounts may hang on it."""

    kind: ArrangementKind
    arranged_from: FirstDay
    arranged_until: EndDay


class Promise(Told):
    """What the price card promises beside its prices: a discount, a limit, a scale, a bonus, a fee."""

    code: str = Field(description="Its code on bills.", examples=["discount_direct_debit"])
    terms: dict[str, Any] = Field(
        description="The promise as the card writes it, amounts without VAT.",
        examples=[{"kind": "percentage", "of": ["energy"], "percent": "-5"}],
    )
    sentences: list[str] = Field(
        description="The same in words, with VAT for a household and without for a business.",
        examples=[["5% less on energy.", "It counts while you pay by direct debit."]],
    )
    is_open: bool = Field(description="Whether it is made for today.", examples=[True])
    is_met: bool = Field(description="Whether it counts today.", examples=[True])


class NightHours(Told):
    """Hours that the night register counts; until the next morning where the end is earlier."""

    days: Literal["weekday", "weekend", "every_day"] = Field(
        description="On which days: Monday to Friday, Saturday and Sunday, or all."
    )
    from_hour: int = Field(ge=0, le=23, description="The first hour.", examples=[22])
    until_hour: int = Field(ge=1, le=24, description="The hour at which it ends.", examples=[7])


class AllInPrice(Told):
    """What the billing period is expected to cost with network, levies and VAT, and each kWh of it."""

    period_from: FirstDay
    period_until: date = Field(description="The first day after it.", examples=["2027-04-15"])
    offtake_wh: Wh = Field(description="What is expected to be taken from the network, in Wh.")
    micro_eur_per_kwh: int = Field(
        ge=-(10**12),
        le=10**12,
        description="All in, for each kWh from the network, in millionths of a euro.",
        examples=[312_000],
    )
    cost_cents: Cents = Field(description="The three blocks together, in cents.")
    energy_cents: Cents = Field(description="Energy and supply.")
    network_cents: Cents = Field(description="The network.")
    taxes_cents: Cents = Field(description="Taxes and levies.")
    has_credit: bool = Field(
        description="Whether a credit for injection is taken off.", examples=[False]
    )
    is_provisional: bool = Field(
        description="Whether prices that are not published yet are carried on.", examples=[True]
    )


class ContractDetail(Contract):
    """A contract with what was agreed, its prices and its meters."""

    signed_on: FirstDay = Field(description="The day on which it was signed.")
    ends_reason: str = Field(
        description="Why it ends: `move`, `switch`, ...; empty when it does not.", examples=[""]
    )
    customer_category: CustomerCategory
    billing_rhythm: BillingRhythm
    settlement_month: int = Field(
        ge=1, le=12, description="The month of the yearly reading.", examples=[4]
    )
    domicile: bool = Field(description="Whether the customer lives there.", examples=[True])
    prosumer_va: Power = Field(
        description="The inverter's power behind a meter that runs backwards, in VA."
    )
    mean_peak_w: Power = Field(description="The mean monthly peak, in W.")
    subscribed_va: Power = Field(description="The subscribed power, in VA.")
    off_peak_label: str = Field(
        description="The operator's off-peak hours; may be empty.", examples=[""]
    )
    protections: list[ProtectedDays] = Field(
        description="The days of the social tariff, oldest first."
    )
    prices: list[Prices] = Field(
        description="The prices of the card and of every index since, oldest first."
    )
    arrangements: list[Arranged] = Field(
        description="What is arranged for it (direct debit, bills by e-mail), oldest first."
    )
    promises: list[Promise] = Field(description="What its price card promises besides.")
    meters: list[Meter] = Field(description="The meters that hang there, with their registers.")
    night_hours: list[NightHours] = Field(
        description="When the night register counts; empty without one, or where no rule sets it."
    )
    all_in_price: AllInPrice | None = Field(
        description="Null without advances, and while too little is known for a forecast."
    )


def show_register(row: RegisterRow) -> Register:
    """A register."""
    return Register.model_validate(row)


def show_meter(row: MeterRow) -> Meter:
    """A meter with its registers."""
    return Meter.model_validate(row)


def show_supply_point(row: SupplyPointRow, contracts: list[str]) -> SupplyPoint:
    """A supply point, with the numbers of the caller's contracts there."""
    return SupplyPoint(contracts=contracts, **_of_point(row))


def show_supply_point_detail(
    row: SupplyPointRow,
    contracts: list[str],
    *,
    meters: list[MeterRow],
    registers: list[RegisterRow],
) -> SupplyPointDetail:
    """A supply point with its meters, and what can be read there today."""
    return SupplyPointDetail(
        contracts=contracts,
        meters=[show_meter(meter) for meter in meters],
        registers=[show_register(register) for register in registers],
        **_of_point(row),
    )


def show_contract(row: ContractRow, *, account: str, today: date) -> Contract:
    """A contract as lists show it."""
    return Contract(**_of_contract(row, account, today))


def show_contract_detail(
    row: ContractRow,
    *,
    account: str,
    today: date,
    card: CardView,
    promises: Sequence[KeptPromise],
    meters: list[MeterRow],
    cost: ExpectedCost | None,
) -> ContractDetail:
    """A contract with everything that its page shows."""
    with_vat = row.customer_category == CustomerCategory.RESIDENTIAL
    vat = _show_prices(row, card.prices, today).rates.on
    reader = Reader(locale=spoken_language(), vat=vat, with_vat=with_vat)
    return ContractDetail(
        **_of_contract(row, account, today),
        signed_on=row.signed_on,
        ends_reason=row.ends_reason,
        protections=[
            ProtectedDays(protected_from=each.from_, protected_until=each.until)
            for each in row.protections
        ],
        customer_category=CustomerCategory(row.customer_category),
        billing_rhythm=BillingRhythm(row.billing_rhythm),
        settlement_month=row.settlement_month,
        domicile=row.domicile,
        prosumer_va=None if row.prosumer_kva is None else int(row.prosumer_kva * 1000),
        mean_peak_w=row.mean_peak_w,
        subscribed_va=None if row.subscribed_kva is None else int(row.subscribed_kva * 1000),
        off_peak_label=row.off_peak_label,
        prices=[
            Prices(
                valid_from=dated.valid_from,
                known_until=dated.known_until,
                **_of_prices(_show_prices(row, dated.prices, today)),
            )
            for dated in card.dated
        ],
        arrangements=[
            Arranged(
                kind=ArrangementKind(each.kind),
                arranged_from=each.from_,
                arranged_until=each.until,
            )
            for each in row.arrangements
        ],
        promises=[
            Promise(
                code=each.promise.term.code,
                terms=promise_to_json(each.promise),
                sentences=say_promise(each.promise, reader),
                is_open=each.is_open,
                is_met=each.is_met,
            )
            for each in promises
        ],
        meters=[show_meter(meter) for meter in meters if meter.removed_on is None],
        night_hours=[
            NightHours.model_validate(window)
            for window in list_night_hours(row, on=today, meters=meters)
        ],
        all_in_price=None if cost is None else _show_cost(cost),
    )


def _show_cost(cost: ExpectedCost) -> AllInPrice:
    blocks = {f"{name}_cents": cents for name, cents in cost.block_cents.items()}
    return AllInPrice(
        period_from=cost.period_from,
        period_until=cost.period_until,
        offtake_wh=cost.offtake_wh,
        micro_eur_per_kwh=cost.micro_eur_per_kwh,
        cost_cents=cost.cost_cents,
        has_credit=cost.has_credit,
        is_provisional=cost.is_provisional,
        **blocks,
    )


def _of_point(row: SupplyPointRow) -> dict[str, Any]:
    names = set(SupplyPoint.model_fields) - {"contracts"}
    return {name: getattr(row, name) for name in names}


def _of_contract(row: ContractRow, account: str, today: date) -> dict[str, Any]:
    return {
        "number": row.number,
        "account": account,
        "supply_point": row.code,
        "energy": row.energy,
        "address": row.address,
        "product": row.product_name,
        "price_kind": row.price_kind,
        "price_card": row.price_card_version,
        "starts_on": row.from_,
        "ends_on": row.until,
        "is_running": row.holds_on(today),
    }


def _show_prices(row: ContractRow, prices: CardPrices, today: date) -> ShownPrices:
    return show_prices(
        prices,
        country=row.supply_point.country,
        energy=row.energy,
        category=row.customer_category,
        on=today,
    )


def _of_prices(prices: ShownPrices) -> dict[str, Any]:
    def listed(named: dict[str, PriceWithVat]) -> list[UnitPrice]:
        return [
            UnitPrice(
                name=name,
                nano_eur_per_kwh=price.excluding,
                nano_eur_per_kwh_with_vat=price.including,
                vat_bp=price.vat_bp,
            )
            for name, price in named.items()
        ]

    return {
        "fixed_fee_micro_eur_per_year": prices.fixed_fee.excluding,
        "fixed_fee_micro_eur_per_year_with_vat": prices.fixed_fee.including,
        "offtake": listed(prices.offtake),
        "injection": listed(prices.injection),
        "contributions": listed(prices.contributions),
    }
