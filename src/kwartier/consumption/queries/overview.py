"""What was used at all supply points of an account in a period, ranked, and what they come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kwartier.billing.queries import Charged, list_billing_periods_of
from kwartier.consumption._money import price_parts
from kwartier.consumption._parts import days_of
from kwartier.consumption._peaks import read_peaks_of
from kwartier.consumption._periods import parse_period, period_after, period_before, year_before
from kwartier.consumption._reading import Sources, read_sources_of
from kwartier.consumption.refusals import PeriodUnknown
from kwartier.consumption.types import Order, Overview, Period, PointUse, View
from kwartier.platform.folding import fold
from kwartier.supply.queries import list_contracts, list_labels
from kwartier.supply.types import ContractRow, PointLabel

_NO_LABEL = PointLabel()


def get_overview(
    *,
    account_id: int,
    view: str,
    from_: str,
    today: date,
    group: str = "",
    tag: str = "",
    order: str = Order.USE,
    contracts: Sequence[ContractRow] | None = None,
) -> Overview:
    """What each supply point of an account used in a period, with what it cost and a year before.

    ``view`` is a day, a week, a month or a year (billing periods differ by supply point), ``from_``
    its day as for `get_consumption`, with the same sums. ``group`` and ``tag`` leave out those that
    are not in it or do not have it; ``order`` is an `Order`, another one is by use. ``contracts``
    are all of the account, where the caller has them already. Six queries at most, however many
    supply points there are.

    Raises:
        PeriodUnknown: there is no such view, or no such day.
    """
    if view == View.BILLING:
        raise PeriodUnknown
    period = parse_period(view, from_, today=today, billed=())
    rows = list(contracts if contracts is not None else list_contracts(account_id))
    asked = _Asked(account_id, period, today, rows, list_labels(account_id))
    places = _list_places(rows, period)
    labels = asked.labels.values()
    chosen = [each for each in places if _is_chosen(asked.label_of(each), group, tag)]
    return Overview(
        period=period,
        earlier=period_before(period, billed=()),
        later=period_after(period, today=today, billed=()),
        points=_rank(_tell_points(chosen, asked), order),
        all_count=len(places),
        groups=_names(label.group for label in labels if label.group),
        tags=_names(each for label in labels for each in label.tags),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of each supply point."""

    account_id: int
    period: Period
    today: date
    contracts: Sequence[ContractRow]
    labels: Mapping[int, PointLabel]

    def label_of(self, here: Sequence[ContractRow]) -> PointLabel:
        """What the customer calls the supply point of some contracts."""
        return self.labels.get(here[0].supply_point_id, _NO_LABEL)


def _list_places(rows: Sequence[ContractRow], period: Period) -> list[list[ContractRow]]:
    """The contracts at each supply point that had one in the period, in order of time."""
    places: dict[int, list[ContractRow]] = {}
    for row in sorted(rows, key=lambda row: row.from_):
        places.setdefault(row.supply_point_id, []).append(row)
    return [
        here
        for here in places.values()
        if any(
            row.from_ < period.until and (row.until is None or row.until > period.from_)
            for row in here
        )
    ]


def _is_chosen(label: PointLabel, group: str, tag: str) -> bool:
    return (not group or label.group == group) and (not tag or tag in label.tags)


def _tell_points(places: Sequence[Sequence[ContractRow]], asked: _Asked) -> list[PointUse]:
    if not places:
        return []
    earlier, today = year_before(asked.period), asked.today
    around = [(each.from_, each.until) for each in (asked.period, earlier)]
    sources = read_sources_of(places, around, account_id=asked.account_id, today=today)
    peaks = read_peaks_of(
        [here[-1] for here in places],
        [each.registers for each in sources],
        min(earlier.from_, today),
        today,
    )
    billed = list_billing_periods_of([row.id for here in places for row in here])
    return [
        _tell(
            told,
            [
                Charged(row, asked.contracts, told.registers, peaks.get(row.supply_point_id, {}))
                for row in here
            ],
            sorted({period for row in here for period in billed.get(row.id, ())}),
            asked,
        )
        for here, told in zip(places, sources, strict=True)
    ]


def _tell(
    told: Sources,
    charged: Sequence[Charged],
    billed: Sequence[tuple[date, date]],
    asked: _Asked,
) -> PointUse:
    here = [each.contract for each in charged]
    now = price_parts(told.list_parts(days_of(asked.period)), told.billed, charged, billed)
    then = days_of(year_before(asked.period))
    return PointUse(
        contract=next((row for row in here if row.holds_on(asked.today)), here[-1]),
        label=asked.label_of(here),
        parts=now.parts,
        before=tuple(each.offtake for each in told.told.list_parts(then)),
        no_euro=now.refusal,
    )


def _names(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(found), key=lambda name: (fold(name), name)))


def _rank(points: Sequence[PointUse], order: str) -> tuple[PointUse, ...]:
    """Ranked; what is not known comes last, and what is the same by name."""
    named = sorted(points, key=lambda each: (fold(each.title), each.contract.code))
    if order == Order.NAME:
        return tuple(named)
    measure = {Order.COST.value: _cost, Order.CHANGE.value: _change}.get(order, _use)
    return tuple(sorted(named, key=lambda each: _downwards(measure(each))))


def _downwards(value: int | None) -> tuple[bool, int]:
    return (value is None, -(value or 0))


def _use(point: PointUse) -> int | None:
    return point.offtake.wh


def _cost(point: PointUse) -> int | None:
    return point.cents


def _change(point: PointUse) -> int | None:
    pair = point.like_for_like
    return None if pair is None else pair[0] - pair[1]
