"""From periods that are due to the bills that they make, many at once: everything but a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.backends.postgresql.psycopg_any import DateRange

from energycore.bundle import BillInputs, MeasuredColumns, shape_of_peaks, state_together
from energycore.bundle.decimals import to_decimal
from energycore.bundle.forms import BundleText
from energycore.bundle.indexes import CALORIFIC_PLACES
from energycore.clocks import DayRange
from energycore.statement import Statements
from energycore.tariff import Tariff
from kwartier.billing._bill_inputs import Asked, Gathered, gather
from kwartier.billing._bill_parts import SharedParts, SharedProfiles
from kwartier.billing._bills import Rates, total_of
from kwartier.billing._plans import effective_until
from kwartier.billing.gap_types import BillGap
from kwartier.billing.models import AdvancePlan, Bill
from kwartier.billing.types import BillKind, Rhythm
from kwartier.ledger.types import TaxedCents
from kwartier.platform.prepared import fetch_rows
from kwartier.supply.types import ContractRow
from rulebooks.profiles import choose_billing_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePeriod:
    """A billing period to be billed: of which contract, by which plan, on which terms.

    One ``on_use`` is a month billed on what was used, without advances.
    """

    contract: ContractRow
    plan_id: int
    period: DateRange
    term_days: int
    on_use: bool = False

    @classmethod
    def of(cls, contract: ContractRow, plan: AdvancePlan) -> "DuePeriod":
        """The period of a plan, which a contract that ended earlier closes."""
        until = effective_until(plan, contract.until)
        return cls(
            contract=contract,
            plan_id=plan.pk,
            period=DateRange(plan.period.lower, until),
            term_days=plan.term_days,
            on_use=plan.rhythm == Rhythm.ACTUAL,
        )

    @property
    def asked(self) -> Asked:
        """The bill that this asks for."""
        days = DayRange.of_dates(self.period.lower, self.period.upper)
        return Asked(self.contract, days, looks_back=self.on_use)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedBill:
    """A bill that is decided: everything but its number, its journal and its place on the record.

    ``cost`` and ``advances`` are per rate of VAT; those of a credit note are below zero. ``text``
    is its bundle, without ``facts``; None where only the amounts were asked for.
    """

    brand_id: int
    account_id: int
    contract_id: int
    supply_point_id: int
    kind: BillKind
    period: DateRange
    term_days: int
    cost: Rates
    advances: Rates
    component_cents: Mapping[Any, int]
    volumes_wh: Mapping[str, int]
    facts: Mapping[str, Any]
    text: BundleText | None
    corrects: Bill | None = None

    @property
    def total_cents(self) -> int:
        """What the period cost, VAT included."""
        return total_of(self.cost)

    @property
    def advances_cents(self) -> int:
        """What was invoiced for it in advance."""
        return total_of(self.advances)


_INVOICED = """
SELECT i.plan_id, (part ->> 'vat_bp')::bigint, sum((part ->> 'base_cents')::bigint)::bigint,
       sum((part ->> 'vat_cents')::bigint)::bigint
FROM billing_advanceinvoice i CROSS JOIN LATERAL jsonb_array_elements(i.vat) part
WHERE i.plan_id = ANY (%(plans)s::bigint[]) GROUP BY 1, 2 ORDER BY 1, 2
"""

type Decision = DecidedBill | tuple[BillGap, ...]


def decide(
    due: Sequence[DuePeriod],
    *,
    brand_id: int,
    parts: SharedParts | None = None,
    with_text: bool = True,
) -> list[Decision]:
    """The bill of each period as it comes out today, or everything that is missing for it.

    As many questions to the database for one as for a thousand. Without ``with_text`` the bundles
    are left out: for whoever only wants to know what the bills come to.
    """
    parts = parts or SharedParts.of_brand(brand_id)
    found = gather(
        [each.asked for each in due],
        parts=parts,
    )
    advances = _sum_invoiced([each.plan_id for each in due])
    decided: dict[int, Decision] = {
        place: each.gaps for place, each in enumerate(found) if each.inputs is None
    }
    for places in _group(found):
        group = [inputs for place in places if (inputs := found[place].inputs) is not None]
        tariff, profiles = cast("tuple[Tariff, SharedProfiles]", found[places[0]].shared)
        statements = state_together(
            group, tariff, [profiles.profiles[name] for name in tariff.registers]
        )
        texts: Sequence[BundleText | None] = [None] * len(group)
        if with_text:
            texts = parts.writer.write(group, statements)
        for row, (place, text) in enumerate(zip(places, texts, strict=True)):
            decided[place] = _as_decided(
                due[place],
                found[place],
                group[row],
                advances=advances[due[place].plan_id],
                amounts=(statements, row),
                text=text,
            )
    return [decided[place] for place in range(len(due))]


def _group(found: Sequence[Gathered]) -> list[list[int]]:
    """The places of complete bills that can be stated together, group by group."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, each in enumerate(found):
        if each.inputs is not None and each.shared is not None:
            tariff, profiles = each.shared
            key = (id(tariff), *profiles.profiles.values(), shape_of_peaks(each.inputs))
            groups.setdefault(key, []).append(place)
    return list(groups.values())


def _as_decided(
    due: DuePeriod,
    found: Gathered,
    inputs: BillInputs,
    *,
    advances: Rates,
    amounts: tuple[Statements, int],
    text: BundleText | None,
) -> DecidedBill:
    statements, row = amounts
    contract = due.contract
    return DecidedBill(
        brand_id=contract.brand_id,
        account_id=contract.account_id,
        contract_id=contract.id,
        supply_point_id=contract.supply_point_id,
        kind=_kind_of(due),
        period=due.period,
        term_days=due.term_days,
        cost=tuple(
            TaxedCents(vat_bp=each.rate_bp, base_cents=each.base_cents, vat_cents=each.vat_cents)
            for each in statements.vat_of(row)
        ),
        advances=advances,
        component_cents=statements.components_of(row),
        volumes_wh=_volumes(inputs),
        facts=_facts(contract, found),
        text=text,
    )


def _sum_invoiced(plan_ids: Sequence[int]) -> dict[int, Rates]:
    """What was invoiced in advance by each plan, per rate of VAT; one question."""
    sums: dict[int, Rates] = dict.fromkeys(plan_ids, ())
    for plan_id, rate, base, vat in fetch_rows(_INVOICED, {"plans": list(plan_ids)}):
        sums[plan_id] += (TaxedCents(vat_bp=rate, base_cents=base, vat_cents=vat),)
    return sums


def _kind_of(due: DuePeriod) -> BillKind:
    if not due.contract.ends_after(due.period.upper):
        return BillKind.CLOSING
    return BillKind.MONTHLY if due.on_use else BillKind.SETTLEMENT


def _volumes(inputs: BillInputs) -> dict[str, int]:
    sums = MeasuredColumns.of(inputs.measured).sum_by_register()
    return {name: sums.get(name, 0) for name in inputs.registers}


def _facts(contract: ContractRow, found: Gathered) -> Mapping[str, Any]:
    """What the bundle says of its bill; nothing of it is calculated with."""
    point = contract.supply_point
    profile, injection_profile = choose_billing_keys(
        point.profile_key, country=point.country, injection_key=point.injection_profile_key
    )
    return {
        "contract": contract.number,
        "supply_point": point.code,
        "region": point.region,
        "grid_operator": point.grid_operator,
        "category": contract.customer_category,
        "product": found.card.product.name,
        "price_card": found.card.version,
        "profile": profile,
        "injection_profile": injection_profile,
        **_calorific(point.calorific_micro_kwh_per_m3),
        **({"conditions": found.conditions} if found.conditions else {}),
    }


def _calorific(micro_kwh_per_m3: int | None) -> dict[str, str]:
    """By what the cubic meters of a gas meter became energy; nothing for electricity."""
    if micro_kwh_per_m3 is None:
        return {}
    return {"kwh_per_m3": to_decimal(micro_kwh_per_m3, CALORIFIC_PLACES)}
