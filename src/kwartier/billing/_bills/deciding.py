"""From periods that are due to the bills that they make, many at once: everything but a number."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, cast

from django.db.backends.postgresql.psycopg_any import DateRange

from energycore.bundle import BillInputs, MeasuredColumns, shape_of_peaks, state_together
from energycore.bundle.decimals import to_decimal
from energycore.bundle.forms import BundleText
from energycore.bundle.indexes import CALORIFIC_PLACES
from energycore.clocks import DayRange, date_of
from energycore.statement import VatLine
from energycore.tariff import Component, Tariff
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._advances.plans import effective_until
from kwartier.billing._bills.inputs import Asked, Gathered, gather
from kwartier.billing._bills.parts import SharedParts, SharedProfiles
from kwartier.billing._bills.rows import Rates, part_from_json, total_of
from kwartier.billing._provisional_types import ProvisionalPart
from kwartier.billing.gap_types import BillGap
from kwartier.billing.models import Bill
from kwartier.billing.types import BillKind, Rhythm
from kwartier.ledger.types import TaxedCents, sum_rates
from kwartier.platform.prepared import fetch_rows
from kwartier.supply.types import ContractRow
from rulebooks.profiles import choose_billing_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePeriod:
    """A billing period to be billed: of which contract, by which plan, on which terms.

    One ``on_use`` is a month billed on what was used, without advances. ``ahead_until`` is the day
    number up to which its bill is to have a provisional part.
    """

    contract: ContractRow
    plan_id: int
    period: DateRange
    term_days: int
    on_use: bool = False
    ahead_until: int | None = None

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
        return Asked(self.contract, days, looks_back=self.on_use, ahead_until=self.ahead_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedBill:
    """A bill that is decided: everything but its number, its journal and its place on the record.

    ``cost`` and ``advances`` are per rate of VAT; those of a credit note are below zero. Within the
    advances are the ``provisional_part`` that it charges (as one that it gives) and the
    ``replaced_part`` of the bill before. ``text`` is its bundle, without ``facts``.
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
    text: BundleText
    corrects: Bill | None = None
    provisional_part: ProvisionalPart | None = None
    replaced_part: ProvisionalPart | None = None

    @property
    def total_cents(self) -> int:
        """What the period cost, VAT included."""
        return total_of(self.cost)

    @property
    def advances_cents(self) -> int:
        """What was charged for it in advance, less what it charges in advance itself."""
        return total_of(self.advances)


# Most invoices of a plan are alike: each form of them is opened once. What an earlier bill folded of
# instalments that nobody paid is no advance any more.
_INVOICED = """
SELECT plan_id, vat_bp, sum(base)::bigint, sum(vat)::bigint FROM (
  SELECT alike.plan_id, (part ->> 'vat_bp')::bigint AS vat_bp,
         alike.count * (part ->> 'base_cents')::bigint AS base,
         alike.count * (part ->> 'vat_cents')::bigint AS vat
  FROM (SELECT plan_id, vat, count(*) FROM billing_advanceinvoice
        WHERE plan_id = ANY (%(plans)s::bigint[]) GROUP BY plan_id, vat) alike
  CROSS JOIN LATERAL jsonb_array_elements(alike.vat) part
  UNION ALL
  SELECT plan_id, vat_bp, -base_cents, -vat_cents FROM billing_foldedinstalment
  WHERE plan_id = ANY (%(plans)s::bigint[])) invoiced
GROUP BY 1, 2 HAVING sum(base) <> 0 OR sum(vat) <> 0 ORDER BY 1, 2
"""

_CHARGED = """
SELECT b.contract_id, b.number, b.issued_on::text, b.provisional_part
FROM billing_bill b JOIN billing_billedperiod s ON s.bill_id = b.id
WHERE b.contract_id = ANY (%(contracts)s::bigint[]) AND b.provisional_part IS NOT NULL
"""

type Decision = DecidedBill | tuple[BillGap, ...]


def decide(
    due: Sequence[DuePeriod],
    *,
    brand_id: int,
    parts: SharedParts | None = None,
) -> list[Decision]:
    """The bill of each period as it comes out today, or everything that is missing for it.

    As many questions to the database for one as for a thousand.
    """
    parts = parts or SharedParts.of_brand(brand_id)
    found = gather([each.asked for each in due], parts=parts)
    stated = _state_all(found, parts)
    ahead = _state_all([each.ahead for each in found], parts)
    advances = _sum_invoiced([each.plan_id for each in due])
    charged = _list_charged([each.contract.id for each in due])
    return [
        _as_decided(
            each,
            its,
            stated[place],
            ahead=ahead.get(place),
            invoiced=advances[each.plan_id],
            replaced=charged.get((each.contract.id, each.period.lower)),
        )
        if place in stated
        else its.gaps
        for place, (each, its) in enumerate(zip(due, found, strict=True))
    ]


class _Stated(NamedTuple):
    """One bill among those that were stated together: what it comes to, and its bundle."""

    inputs: BillInputs
    vat: tuple[VatLine, ...]
    component_cents: Mapping[Component, int]
    text: BundleText

    @property
    def rates(self) -> Rates:
        """What it comes to per rate of VAT."""
        return tuple(
            TaxedCents(vat_bp=each.rate_bp, base_cents=each.base_cents, vat_cents=each.vat_cents)
            for each in self.vat
        )


def _state_all(found: Sequence[Gathered | None], parts: SharedParts) -> dict[int, _Stated]:
    """The statements of everything that is complete, by its place."""
    stated: dict[int, _Stated] = {}
    for members in group_alike(found):
        group = [inputs for _, inputs in members]
        gathered = cast("Gathered", found[members[0][0]])
        tariff, profiles = cast("tuple[Tariff, SharedProfiles]", gathered.shared)
        statements = state_together(
            group, tariff, [profiles.profiles[name] for name in tariff.registers]
        )
        texts = parts.writer.write(group, statements)
        for (place, inputs), sums, text in zip(members, statements.list_sums(), texts, strict=True):
            stated[place] = _Stated(inputs, *sums, text)
    return stated


def group_alike(found: Sequence[Gathered | None]) -> list[list[tuple[int, BillInputs]]]:
    """The places and inputs of what can be stated together, group by group."""
    groups: dict[tuple[object, ...], list[tuple[int, BillInputs]]] = {}
    for place, each in enumerate(found):
        if each is not None and each.inputs is not None and each.shared is not None:
            tariff, profiles = each.shared
            key = (id(tariff), *profiles.profiles.values(), shape_of_peaks(each.inputs))
            groups.setdefault(key, []).append((place, each.inputs))
    return list(groups.values())


def _as_decided(
    due: DuePeriod,
    found: Gathered,
    stated: _Stated,
    *,
    ahead: _Stated | None,
    invoiced: Rates,
    replaced: ProvisionalPart | None,
) -> DecidedBill:
    contract = due.contract
    told: dict[str, Any] = {}
    if replaced is not None:
        told["replaces_part_of"] = replaced.number
    if found.ahead is not None and found.ahead.gaps:
        told["no_provisional_part"] = [gap.as_json() for gap in found.ahead.gaps]
    decided = DecidedBill(
        brand_id=contract.brand_id,
        account_id=contract.account_id,
        contract_id=contract.id,
        supply_point_id=contract.supply_point_id,
        kind=_kind_of(due),
        period=due.period,
        term_days=due.term_days,
        cost=stated.rates,
        advances=sum_rates((1, invoiced), (1, replaced.vat)) if replaced else invoiced,
        component_cents=stated.component_cents,
        volumes_wh=_volumes(stated.inputs),
        facts={**_facts(contract, found), **told},
        text=stated.text,
        replaced_part=replaced,
    )
    if ahead is None:
        return decided
    days = ahead.inputs.period
    part = ProvisionalPart(
        period_from=date_of(days.from_), period_until=date_of(days.until), vat=ahead.rates
    )
    return with_part(decided, part, ahead.text)


def with_part(decided: DecidedBill, part: ProvisionalPart, text: BundleText) -> DecidedBill:
    """The same bill with a provisional part, whose bundle is ``text``: charged as an advance is."""
    return replace(
        decided,
        advances=sum_rates((1, decided.advances), (-1, part.vat)),
        text=decided.text.with_provisional_part(text.with_facts({})),
        provisional_part=part,
    )


def _list_charged(contract_ids: Sequence[int]) -> dict[tuple[int, date], ProvisionalPart]:
    """The provisional parts of bills that stand, by contract and by the day on which each begins."""
    found = {}
    asked = {"contracts": sorted(set(contract_ids))}
    for contract_id, number, issued_on, stored in fetch_rows(_CHARGED, asked):
        part = part_from_json(json.loads(stored) | {"number": number, "issued_on": issued_on})
        if part is not None:
            found[int(contract_id), part.period_from] = part
    return found


def _sum_invoiced(plan_ids: Sequence[int]) -> dict[int, Rates]:
    """What was invoiced in advance by each plan, less what was folded, per rate; one question."""
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
