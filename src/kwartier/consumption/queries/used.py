"""What was used in a period at a supply point: kWh, states, euro, and the year before."""

from collections.abc import Sequence
from datetime import date

from energycore.clocks import date_of
from kwartier.billing.queries import (
    Charged,
    PeakCost,
    list_billing_periods,
    price_last_peaks,
)
from kwartier.consumption._curves import HOUR_MINUTES
from kwartier.consumption._detail import tell_detail
from kwartier.consumption._money import price_parts
from kwartier.consumption._parts import days_of
from kwartier.consumption._peaks import read_peaks_of
from kwartier.consumption._periods import parse_period, period_after, period_before, year_before
from kwartier.consumption._reading import contracts_at, read_sources, turns_back
from kwartier.consumption._weather import tell_weather
from kwartier.consumption.types import Consumption, Part
from kwartier.metering.types import MeterKind
from kwartier.platform.errors import Refusal
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from rulebooks.parameters import ExpiredParameter, MissingParameter

_TELLING = frozenset({MeterKind.DIGITAL, MeterKind.LINKY})


def get_consumption(
    *,
    account_id: int,
    code: str,
    view: str,
    from_: str,
    today: date,
    contracts: Sequence[ContractRow] | None = None,
    step_minutes: int = HOUR_MINUTES,
) -> Consumption:
    """What an account used at one of its supply points in a period, with what it cost.

    ``view`` is a `View`; ``from_`` the period's day as typed: ``2026``, ``2026-10``,
    ``2026-10-31``, or empty for today's. ``contracts`` are all of the account, where the caller has
    them already. ``step_minutes`` is how finely a day is told, as far as intervals tell it. What
    others used there before or after is no part of it. Seven queries at most, whatever was read.

    Raises:
        NotFound: the account has, and had, no contract at such a supply point.
        PeriodUnknown: there is no such view, or no such day.
    """
    rows = list(contracts if contracts is not None else list_contracts(account_id))
    here = contracts_at(account_id, code, rows)
    billed = list_billing_periods([row.id for row in here])
    period = parse_period(view, from_, today=today, billed=billed)
    earlier = year_before(period)
    around = [(each.from_, each.until) for each in (period, earlier)]
    sources = read_sources(here, around, account_id=account_id, today=today)
    registers = sources.registers
    known = read_peaks_of([here[-1]], [registers], min(earlier.from_, today), today)
    peaks = known.get(here[-1].supply_point_id, {})
    charged = [Charged(row, rows, registers, peaks) for row in here]
    now = price_parts(sources.list_parts(days_of(period)), sources.billed, charged, billed)
    then = price_parts(sources.list_parts(days_of(earlier)), sources.billed, charged, billed)
    bounds = sources.told.bounds()
    return Consumption(
        contract=next((row for row in here if row.holds_on(today)), here[-1]),
        period=period,
        parts=now.parts,
        before=then.parts if _is_known(then.parts) else (),
        earlier=period_before(period, billed=billed),
        later=period_after(period, today=today, billed=billed),
        known_from=date_of(bounds[0]) if bounds else None,
        known_until=date_of(bounds[1]) if bounds else None,
        turns_back=turns_back(here[-1], registers),
        consents=sources.consents,
        tells_intervals=any(
            each.meter_kind in _TELLING and each.removed_on is None for each in registers
        ),
        no_euro=now.refusal,
        peaks=_price_peaks(charged[-1], today),
        detail=tell_detail(
            sources,
            here[-1].supply_point,
            period,
            earlier,
            charged,
            step_minutes=step_minutes,
        ),
        weather=tell_weather(sources, here[-1].supply_point, period, today=today),
        billing_periods=tuple(each for each in billed if each[0] <= today),
    )


def _is_known(parts: Sequence[Part]) -> bool:
    return any(part.offtake.wh is not None for part in parts)


def _price_peaks(charged: Charged, today: date) -> tuple[PeakCost, ...]:
    """The last twelve peaks; none where their price cannot be said."""
    try:
        return price_last_peaks(charged, on=today)
    except (Refusal, MissingParameter, ExpiredParameter):
        return ()
