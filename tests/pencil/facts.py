"""The facts of a contract with advances, read by SQL of our own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pencil.prices import OFFTAKE, Connection

M3 = "m3"
GIVES = ("injection", "injection_day", "injection_night")
KINDS = (*OFFTAKE, *GIVES)


@dataclass(frozen=True, kw_only=True)
class Interval:
    """What a register of a kind counted between two readings, in kWh."""

    kind: str
    first: date
    until: date
    kwh: Decimal


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A contract as the pencil needs it."""

    contract_id: int
    connection: Connection
    profile_key: str
    injection_profile_key: str
    turns_back: bool
    peak_kw: Decimal
    card: list[tuple[date, Mapping[str, Any]]]
    intervals: list[Interval]
    known_from: date
    period: tuple[date, date]
    invoiced: list[tuple[date, int]]
    amount_cents: int
    left: list[date]
    rules: Mapping[str, int]


def read_facts(cursor: Any, contract_id: int, today: date) -> Facts:
    """Everything about one contract, from the tables."""
    cursor.execute(
        "SELECT c.supply_point_id, c.account_id, c.customer_category, c.domicile, c.prosumer_kva,"
        " c.mean_peak_w, c.subscribed_kva, c.price_card_id, lower(c.valid), upper(c.valid), p.region,"
        " p.grid_operator, p.energy, p.profile_key, p.injection_profile_key, p.has_production,"
        " p.calorific_micro_kwh_per_m3, c.brand_id FROM supply_contract c"
        " JOIN metering_supplypoint p ON p.id = c.supply_point_id WHERE c.id = %s",
        [contract_id],
    )
    (point, account, category, domicile, prosumer, peak_w, kva, card_id, starts, ends, *more) = (
        cursor.fetchone()
    )
    region, operator, energy, profile, injection, produces, calorific, brand = more
    registers = _registers(cursor, point)
    hanging = [r for r in registers if r[4] <= today and (r[5] is None or r[5] > today)]
    kinds = tuple(kind for kind in KINDS if kind in {r[1] for r in hanging})
    meter_kind = next(r[6] for r in hanging if r[1] not in GIVES)
    plan = _plan(cursor, contract_id, today)
    until = plan["until"] if ends is None else min(plan["until"], ends)
    issues = _issue_days(plan["from"], until, plan["rhythm"], plan["issue_day"])
    next_on = plan["next"]
    return Facts(
        contract_id=contract_id,
        connection=Connection(
            region=region,
            operator=operator,
            energy=energy,
            category=category,
            meter_kind=meter_kind,
            registers=kinds,
            domicile=domicile,
            prosumer_kva=prosumer,
            subscribed_kva=kva,
        ),
        profile_key=profile,
        injection_profile_key=injection,
        turns_back=produces and any(r[6] == "ferraris" for r in hanging),
        peak_kw=Decimal(peak_w or 0) / 1000,
        card=_card(cursor, card_id),
        intervals=_intervals(cursor, registers, today, produces=produces, calorific=calorific),
        known_from=_known_from(cursor, account, point, starts),
        period=(plan["from"], until),
        invoiced=plan["invoiced"],
        amount_cents=plan["amount"],
        left=[] if next_on is None else [day for day in issues if day >= next_on],
        rules=_rules(cursor, brand, today),
    )


def _registers(cursor: Any, point: int) -> list[Any]:
    cursor.execute(
        "SELECT g.id, g.kind, g.dials, g.unit, m.installed_from, m.removed_on, m.kind"
        " FROM metering_register g JOIN metering_meter m ON m.id = g.meter_id"
        " WHERE g.supply_point_id = %s ORDER BY g.id",
        [point],
    )
    return list(cursor.fetchall())


def _intervals(
    cursor: Any, registers: list[Any], today: date, *, produces: bool, calorific: int | None
) -> list[Interval]:
    found = []
    for register, kind, dials, unit, _, _, meter_kind in registers:
        cursor.execute(
            "SELECT read_on, index_value FROM metering_reading WHERE register_id = %s"
            " AND state = 'accepted' AND read_on <= %s ORDER BY read_on",
            [register, today],
        )
        turns_back = meter_kind == "ferraris" and produces and kind not in GIVES
        for (first, start), (until, end) in pairwise(cursor.fetchall()):
            counted = end - start
            if counted < 0 and not turns_back:
                counted += 10**dials
            elif turns_back and abs(counted) > 10**dials // 2:
                counted -= 10**dials * (1 if counted > 0 else -1)
            per_unit = Decimal(calorific) / 10**6 if unit == M3 else Decimal(1)
            found.append(Interval(kind=kind, first=first, until=until, kwh=counted * per_unit))
    return found


def _plan(cursor: Any, contract_id: int, today: date) -> dict[str, Any]:
    cursor.execute(
        "SELECT id, lower(period), upper(period), amount_cents, rhythm, issue_day, next_issue_on"
        " FROM billing_advanceplan WHERE contract_id = %s AND lower(period) <= %s"
        " ORDER BY lower(period) DESC LIMIT 1",
        [contract_id, today],
    )
    number, first, until, amount, rhythm, issue_day, following = cursor.fetchone()
    cursor.execute(
        "SELECT issued_on, amount_cents FROM billing_advanceinvoice WHERE plan_id = %s", [number]
    )
    return {
        "from": first, "until": until, "amount": amount, "rhythm": rhythm, "issue_day": issue_day,
        "next": following, "invoiced": list(cursor.fetchall()),
    }  # fmt: skip


def _issue_days(first: date, until: date, rhythm: str, issue_day: int) -> list[date]:
    if rhythm == "actual":
        return []
    if rhythm.startswith("schedule_"):
        return _due_days(first, until, int(rhythm.removeprefix("schedule_")), issue_day)
    days, day = [], first
    while day < until:
        if day.day == issue_day:
            days.append(day)
        day += timedelta(days=1)
    return days[:: {"monthly": 1, "two_monthly": 2, "quarterly": 3}[rhythm]]


def _due_days(first: date, until: date, count: int, due_day: int) -> list[date]:
    """Of a schedule: the due day of each month, or its last, with the 14 days' notice; so many."""
    days, day = [], first + timedelta(days=14)
    while day < until:
        is_last = (day + timedelta(days=1)).day == 1
        if day.day == due_day or (is_last and day.day < due_day):
            days.append(day)
        day += timedelta(days=1)
    return days[:count]


def _card(cursor: Any, card_id: int) -> list[tuple[date, Mapping[str, Any]]]:
    cursor.execute(
        "SELECT valid_from, terms::text FROM pricing_pricecard WHERE id = %s UNION ALL"
        " SELECT valid_from, terms::text FROM pricing_indexedprice WHERE card_id = %s ORDER BY 1",
        [card_id, card_id],
    )
    return [(day, json.loads(terms)) for day, terms in cursor.fetchall()]


def _known_from(cursor: Any, account: int, point: int, starts: date) -> date:
    """The first day of the chain of contracts of this customer, here, that ends in this one."""
    cursor.execute(
        "SELECT lower(valid), upper(valid) FROM supply_contract WHERE account_id = %s"
        " AND supply_point_id = %s",
        [account, point],
    )
    began_by_end = {until: first for first, until in cursor.fetchall()}
    while starts in began_by_end:
        starts = began_by_end[starts]
    return starts


def _rules(cursor: Any, brand: int, today: date) -> dict[str, int]:
    cursor.execute(
        "SELECT DISTINCT ON (key) key, value::text FROM brand_settings_brandparameter WHERE brand_id = %s"
        " AND from_day <= %s AND key LIKE 'advance.%%' ORDER BY key, from_day DESC",
        [brand, today],
    )
    return {key.removeprefix("advance."): json.loads(value) for key, value in cursor.fetchall()}
