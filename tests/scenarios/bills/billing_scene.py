"""A folder of `tests/scenarios/bills` played out: contracts signed, meters read, bills issued.

Everything goes through the operations that the product calls; what is looked at afterwards is what was
issued: the bills with their lines, what was refused and why, and what every customer owes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from advance_factory import make_rules
from house_factory import make_brand, make_customer
from kwartier.billing import operations, queries
from kwartier.billing._provisional_types import PROVISIONAL_PART
from kwartier.billing.amounts import parse_amount
from kwartier.billing.models import Bill
from kwartier.billing.refusals import BillIncomplete
from kwartier.billing.types import Channel, PlanDraft, Rhythm
from kwartier.brand_settings import operations as settings_operations
from kwartier.ledger.operations import record_payment
from kwartier.ledger.queries import get_balance
from kwartier.metering.operations import (
    estimate_reading,
    exchange_meter,
    load_month_peaks,
    load_operator_readings,
    mark_vacant,
)
from kwartier.metering.types import (
    DeliveredPeak,
    MeterKind,
    MeterSpec,
    OperatorReading,
    ReadingOrigin,
    RegisterKind,
    RegisterRow,
    RegisterSpec,
    SupplyPointRow,
)
from kwartier.parties.models import CustomerAccount
from kwartier.platform.errors import Refusal
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo
from kwartier.pricing.operations import offer_product, publish_card, publish_indexed_price
from kwartier.pricing.promises import read_promise
from kwartier.pricing.schema import prices_from_euro
from kwartier.pricing.types import CardView, Energy, PriceKind
from kwartier.supply.operations import end_contract, note_arrangement, note_protection
from kwartier.supply.types import ArrangementKind, BillingRhythm, ContractRow, EndReason
from supply_factory import make_contract, make_home, registers_of

CENT = Decimal("0.01")
MORNING = time(9)
NEW_METER = "NEW"


def euro(cents: int) -> str:
    """An amount as a bill writes it."""
    return f"{Decimal(cents).scaleb(-2):.2f}"


@dataclass
class Scene:
    """One home, its contracts, and what happens day after day."""

    given: Mapping[str, Any]
    brand: BrandInfo
    home: SupplyPointRow
    card: CardView
    contracts: dict[str, ContractRow] = field(default_factory=dict)
    accounts: dict[str, CustomerAccount] = field(default_factory=dict)
    refused: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Scene":
        """Set up the home and its price card."""
        brand = make_brand(
            given.get("brand", "merel"), features={"advance": True, "monthly_billing": True}
        )
        make_rules(brand)
        home = dict(given["home"])
        home["meter"] = MeterKind(home.pop("meter"))
        home["registers"] = _specs(home.pop("registers"), dials=home.pop("dials", 6))
        return cls(given, brand, make_home(brand, **home), _publish(brand, given["prices"]))

    def play(self) -> None:
        """Let every event happen on its day; advances fall due in between."""
        for event in self.given["events"]:
            today = event["on"]
            for contract in self.given["contracts"]:
                if contract["from"] <= today and contract["customer"] not in self.contracts:
                    self._sign(**contract)
            operations.carry_out_switches(brand_id=self.brand.id, today=today, now=_at(today))
            operations.issue_due_advances(brand_id=self.brand.id, today=today, now=_at(today))
            (verb,) = event.keys() - {"on", "because", "period_from", "estimated", "first_month"}
            try:
                getattr(self, f"_{verb}")(event[verb], event, today)
            except Refusal as refusal:
                self.refused.append({"on": today, "code": refusal.code, **_told(refusal)})

    def tell(self) -> dict[str, Any]:
        """What was issued and refused, in the words of ``expected.toml``."""
        told: dict[str, Any] = {
            "bills": [self._tell_bill(bill) for bill in Bill.objects.order_by("pk")],
            "owed": {
                name: euro(get_balance(account_id=account.pk))
                for name, account in self.accounts.items()
            },
        }
        return told | ({"refused": self.refused} if self.refused else {})

    def _tell_bill(self, bill: Bill) -> dict[str, Any]:
        statement = queries.get_bill_page(bill.number).statement
        net: dict[str, Decimal] = {}
        for line in statement.lines:
            cents = Decimal(line.net_cents.numerator) / line.net_cents.denominator
            net[line.code] = net.get(line.code, Decimal(0)) + cents / 100
        customer = next(n for n, a in self.accounts.items() if a.pk == bill.account_id)
        corrects = {"takes_back": bill.corrects.number} if bill.corrects_id else {}
        guessed = [each["register"] for each in bill.bundle["measured"] if each.get("estimated")]
        return {
            "number": bill.number,
            "kind": bill.kind,
            **corrects,
            "customer": customer,
            "from": bill.period.lower,
            "until": bill.period.upper,
            **({"estimated": guessed} if guessed else {}),
            "kwh": {name: f"{wh / 1000:g}" for name, wh in bill.volumes_wh.items()},
            "euro": {
                code: f"{amount.quantize(CENT, ROUND_HALF_UP)}"
                for code, amount in net.items()
                if amount
            },
            "vat": {
                f"{vat.rate_bp / 100:g} %": euro(vat.vat_cents)
                for vat in statement.vat
                if vat.vat_cents
            },
            "total": euro(bill.total_cents),
            "advances": euro(bill.advances_cents),
            **self._tell_parts(bill),
            "to_pay": euro(bill.balance_cents),
        }

    def _tell_parts(self, bill: Bill) -> dict[str, Any]:
        """What of the advances is charged by an estimate, or taken off of the bill before."""
        told: dict[str, Any] = {}
        if part := bill.provisional_part:
            counted = bill.bundle["provisional_part"]["measured"]
            told["provisional"] = {
                "from": date.fromisoformat(part["from"]),
                "until": date.fromisoformat(part["until"]),
                "kwh": {each["register"]: f"{each['wh'] / 1000:g}" for each in counted},
                "total": euro(part["cents"]),
            }
        if part := bill.replaced_part:
            told["replaced"] = {"of": part["number"], "total": euro(part["cents"])}
        return told

    def _sign(self, customer: str, advance: str = "", **agreed: Any) -> None:
        starts_on, ends_on = agreed.pop("from"), agreed.pop("until", None)
        if "subscribed_kva" in agreed:
            agreed["subscribed_kva"] = Decimal(agreed["subscribed_kva"])
        next_year = starts_on.replace(year=starts_on.year + 1)
        if customer not in self.accounts:
            _, self.accounts[customer] = make_customer(self.brand, name=customer)
        contract = make_contract(
            self.accounts[customer],
            self.home,
            starts_on=starts_on,
            ends_on=ends_on,
            card=self.card,
            brand=self.brand,
            settlement_month=next_year.month,
            **agreed,
        )
        is_monthly = agreed.get("billing_rhythm") == "monthly"
        draft = PlanDraft(
            contract_id=contract.id,
            period_from=starts_on,
            period_until=_next_month(starts_on) if is_monthly else next_year,
            amount_cents=None if is_monthly else parse_amount(advance),
            rhythm=Rhythm.ACTUAL if is_monthly else Rhythm.MONTHLY,
        )
        operations.open_plan(draft, today=starts_on, now=_at(starts_on))
        self.contracts[customer] = contract

    def _read(self, indexes: dict[str, int], event: Mapping[str, Any], today: date) -> None:
        origin = ReadingOrigin.ESTIMATED if event.get("estimated") else ReadingOrigin.OPERATOR
        self._load(indexes, today, origin=origin)

    def _read_again(self, told: dict[str, Any], _event: Mapping[str, Any], today: date) -> None:
        indexes = {name: index for name, index in told.items() if name != "of"}
        self._load(indexes, told["of"], received_on=today, corrects=True)

    def _read_late(self, told: dict[str, Any], _event: Mapping[str, Any], today: date) -> None:
        indexes = {name: index for name, index in told.items() if name != "of"}
        self._load(indexes, told["of"], received_on=today)

    def _estimate(self, told: dict[str, Any], _event: Mapping[str, Any], today: date) -> None:
        estimate_reading(
            supply_point_id=self.home.id,
            read_on=told["of"],
            account_id=self.accounts[told["customer"]].pk,
            actor=Actor(kind=ActorKind.AGENT, name="An agent"),
            today=today,
            now=_at(today),
        )

    def _load(
        self, indexes: Mapping[str, int], day: date, *, received_on: date | None = None, **more: Any
    ) -> None:
        by_name = {each.kind: each for each in registers_of(self.home, day)}
        by_name |= {_on_its_meter(each): each for each in registers_of(self.home, day)}
        report = load_operator_readings(
            [
                OperatorReading(by_name[name].id, day, index, **more)
                for name, index in indexes.items()
            ],
            brand_id=self.brand.id,
            now=_at(received_on or day),
        )
        assert report.loaded_count == len(indexes), report

    def _exchange(self, told: dict[str, Any], _event: Mapping[str, Any], today: date) -> None:
        (removed,) = {each.meter_serial for each in registers_of(self.home, today)}
        kind, registers = MeterKind(told["meter"]), _specs(told["registers"])
        exchange_meter(
            supply_point_id=self.home.id,
            removed_serial=removed,
            installed=MeterSpec(NEW_METER, kind, today, registers),
            actor=SYSTEM,
            now=_at(today),
        )

    def _vacant(self, is_vacant: bool, _event: Mapping[str, Any], today: date) -> None:
        mark_vacant(
            supply_point_id=self.home.id,
            vacant_from=today if is_vacant else None,
            actor=SYSTEM,
            now=_at(today),
        )

    def _ends(self, told: dict[str, Any], _event: Mapping[str, Any], today: date) -> None:
        end_contract(
            contract_id=self.contracts[told["customer"]].id,
            ends_on=told["from"],
            reason=EndReason(told["reason"]),
            actor=SYSTEM,
            now=_at(today),
        )

    def _protected(self, told: dict[str, Any], _event: Mapping[str, Any], today: date) -> None:
        note_protection(
            contract_id=self.contracts[told["customer"]].id,
            from_=told["from"],
            until=told.get("until"),
            document=told["document"],
            actor=SYSTEM,
            now=_at(today),
        )

    def _arranged(self, told: dict[str, Any], _event: Mapping[str, Any], today: date) -> None:
        note_arrangement(
            contract_id=self.contracts[told["customer"]].id,
            kind=ArrangementKind(told["kind"]),
            from_=told["from"],
            until=told.get("until"),
            document=told["document"],
            actor=SYSTEM,
            now=_at(today),
        )

    def _settle(self, customer: str, event: Mapping[str, Any], today: date) -> None:
        contract = self.contracts[customer]
        operations.issue_settlement(
            contract_id=contract.id,
            period_from=event.get("period_from", contract.from_),
            today=today,
            now=_at(today),
        )

    def _bill_what_is_due(self, _: bool, _event: Mapping[str, Any], today: date) -> None:
        operations.issue_due_settlements(brand_id=self.brand.id, today=today, now=_at(today))
        operations.open_due_plans(brand_id=self.brand.id, today=today, now=_at(today))
        operations.issue_due_settlements(brand_id=self.brand.id, today=today, now=_at(today))

    def _wants_provisional_part(self, wanted: bool, _event: Mapping[str, Any], today: date) -> None:
        settings_operations.set_brand_parameter(
            brand_id=self.brand.id,
            key=PROVISIONAL_PART,
            value=wanted,
            from_day=today,
            source="tests",
            actor=SYSTEM,
            now=_at(today),
        )

    def _peaks(self, watts: list[int], event: Mapping[str, Any], today: date) -> None:
        month = event["first_month"]
        delivered = []
        for peak_w in watts:
            delivered.append(DeliveredPeak(self.home.id, month, peak_w))
            month = _next_month(month)
        load_month_peaks(delivered, brand_id=self.brand.id, now=_at(today))

    def _switch(self, told: dict[str, str], _event: Mapping[str, Any], today: date) -> None:
        operations.switch_billing(
            contract_id=self.contracts[told["customer"]].id,
            to_rhythm=BillingRhythm(told["to"]),
            actor=Actor(kind=ActorKind.AGENT, name="An agent"),
            today=today,
            now=_at(today),
            channel=Channel.OFFICE,
            justification="asked by telephone",
        )

    def _rectify(self, number: str, event: Mapping[str, Any], today: date) -> None:
        operations.correct_bill(
            brand_id=self.brand.id,
            number=number,
            today=today,
            now=_at(today),
            actor=Actor(kind=ActorKind.AGENT, name="An agent", reason=event["because"]),
        )

    def _indexed(self, told: dict[str, Any], _event: Mapping[str, Any], today: date) -> None:
        self.card = _publish_index(self.card, told, today)

    def _pays(self, told: dict[str, str], _event: Mapping[str, Any], today: date) -> None:
        record_payment(
            brand_id=self.brand.id,
            account_id=self.accounts[told["customer"]].pk,
            amount_cents=parse_amount(told["euro"]),
            paid_on=today,
            now=_at(today),
        )


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _at(day: date) -> datetime:
    return datetime.combine(day, MORNING, UTC)


def _specs(names: list[str], *, dials: int = 6) -> tuple[RegisterSpec, ...]:
    return tuple(RegisterSpec(RegisterKind(name), dials=dials) for name in names)


def _on_its_meter(register: RegisterRow) -> str:
    """A register on the day of an exchange, when the old and the new one both hang there."""
    return f"{'new' if register.meter_serial == NEW_METER else 'old'} {register.kind}"


def _told(refusal: Refusal) -> dict[str, Any]:
    if isinstance(refusal, BillIncomplete):
        return {"missing": [f"{gap.kind} {gap.what} {gap.day}" for gap in refusal.gaps]}
    return {}


def _publish(brand: BrandInfo, prices: list[dict[str, Any]]) -> CardView:
    """The card, and the later prices that an index made of it."""
    first, *later = prices
    product = offer_product(
        brand_id=brand.id,
        key="steady",
        name="Steady",
        energy=Energy.ELECTRICITY,
        price_kind=PriceKind.VARIABLE if "until" in first else PriceKind.FIXED,
        actor=SYSTEM,
        now=_at(first["from"]),
    )
    card = publish_card(
        product_id=product.id,
        version="1",
        valid_from=first["from"],
        known_until=first.get("until"),
        prices=_prices(first),
        promises=[
            read_promise(each, f"promises[{number}]")
            for number, each in enumerate(first.get("promises", ()))
        ],
        actor=SYSTEM,
        now=_at(first["from"]),
    )
    for each in later:
        card = _publish_index(card, each, each["until"])
    return card


def _publish_index(card: CardView, prices: Mapping[str, Any], today: date) -> CardView:
    return publish_indexed_price(
        card_id=card.id,
        valid_from=prices["from"],
        known_until=prices["until"],
        prices=_prices(prices),
        actor=SYSTEM,
        now=_at(today),
    )


def _prices(each: Mapping[str, Any]) -> Any:
    return prices_from_euro(
        fixed_fee=each["fixed_fee"],
        offtake=each["kwh"],
        injection=each.get("injection", {}),
        contributions=each.get("contributions", {}),
    )
