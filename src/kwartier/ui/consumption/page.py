"""The page of consumption, ready for its template: one period control, figures, facts, addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from energycore.intervals import ValueState
from kwartier.consumption.types import Amount, Consumption, Part, Period, View
from kwartier.ui.charts import Figure
from kwartier.ui.charts.bars import Bar, BarsChart, bars_figure, bars_table
from kwartier.ui.charts.meters import Share
from kwartier.ui.consumption.curves import (
    curve_figure,
    given_curve_figure,
    name_step,
    say_self_consumption,
)
from kwartier.ui.consumption.hours import hours_figure
from kwartier.ui.consumption.peaks import peaks_figure
from kwartier.ui.consumption.tables import consumption_table
from kwartier.ui.consumption.weather import say_no_comparison, weather_figure
from kwartier.ui.consumption.words import (
    asks_supplier,
    label_part,
    name_part,
    name_period,
    say_apart,
    say_base_load,
    say_basis,
    say_cost,
    say_used,
)
from kwartier.ui.formats import (
    format_energy,
)

UNITS: Final = {"kwh": gettext_lazy("kWh"), "eur": gettext_lazy("euro")}
"""In what the bars are drawn."""
_WH_PER_KWH = 1_000
_CENTS = 100
_HOUR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A link of a control: what it leads to, and whether it is what the page shows."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ConsumptionPage:
    """What the template shows of a `Consumption`."""

    consumption: Consumption
    name: str
    answer: str
    basis: str
    cost: str
    views: tuple[Choice, ...]
    units: tuple[Choice, ...]
    steps: tuple[Choice, ...]
    earlier: Choice | None
    later: Choice | None
    used: Figure | None
    curve: Figure | None
    given: Figure | None
    hours: Figure | None
    peaks: Figure | None
    weather: Figure | None
    no_weather: str
    base_load: str
    apart: tuple[str, ...]
    shares: tuple[Share, ...]

    @property
    def asks_supplier(self) -> bool:
        """Whether only the supplier can mend why there are no euro."""
        return asks_supplier(self.consumption)

    @property
    def may_consent(self) -> bool:
        """Whether a meter tells values finer than a day, and nobody let us show them."""
        return self.consumption.tells_intervals and not self.consumption.consents

    @property
    def view(self) -> str:
        """The view, as the address has it."""
        return self.consumption.period.view.value


def build_page(
    consumption: Consumption, *, unit: str, locale: str, file_url: Callable[[str, str], str]
) -> ConsumptionPage:
    """Everything the page shows; ``file_url`` gives the address of a CSV or XLSX file of a table."""
    period = consumption.period
    is_money = unit == "eur" and consumption.cents is not None
    shown = "eur" if is_money else "kwh"
    cents = consumption.cents or {}
    return ConsumptionPage(
        consumption=consumption,
        name=name_period(period, locale),
        answer=say_used(consumption, locale),
        basis=say_basis(consumption),
        cost=say_cost(consumption, locale),
        views=tuple(_view_choice(view, consumption, unit=shown) for view in _views(consumption)),
        units=_unit_choices(consumption, shown),
        earlier=_step(consumption.earlier, shown, locale),
        later=_step(consumption.later, shown, locale),
        steps=_step_choices(consumption, shown),
        used=_used_figure(consumption, locale, is_money=is_money, file_url=file_url),
        curve=None if is_money else curve_figure(consumption, locale, file_url=file_url),
        given=given_curve_figure(consumption, locale, file_url=file_url)
        or _given_figure(consumption, locale, file_url=file_url),
        hours=hours_figure(consumption, locale, file_url=file_url),
        peaks=peaks_figure(consumption, locale, file_url=file_url),
        weather=weather_figure(consumption, locale, file_url=file_url),
        no_weather=say_no_comparison(consumption),
        base_load=say_base_load(consumption, locale),
        apart=tuple(say_apart(each, locale) for each in consumption.detail.apart),
        shares=tuple(Share(name, amount) for name, amount in cents.items()),
    )


def address_of(period: Period, unit: str) -> str:
    """The period in the address of its page: ``?view=month&from=2026-10``."""
    day = period.from_.isoformat()
    cut = {View.YEAR: 4, View.MONTH: 7}.get(period.view, 10)
    asked = {"view": period.view.value, "from": day[:cut]}
    return "?" + urlencode(asked | ({"unit": unit} if unit != "kwh" else {}))


def _views(consumption: Consumption) -> list[View]:
    return [view for view in View if view != View.BILLING or consumption.billing_periods]


def _view_choice(view: View, consumption: Consumption, *, unit: str) -> Choice:
    """Another view of the same days: the last known one of them."""
    period = consumption.period
    day = period.from_
    if consumption.known_until is not None and view != period.view:
        last = consumption.known_until - timedelta(days=1)
        day = max(period.from_, min(period.last_day, last))
    asked = {"view": view.value, "from": day.isoformat()}
    if unit != "kwh":
        asked["unit"] = unit
    return Choice(str(view.label), "?" + urlencode(asked), view == period.view)


def _unit_choices(consumption: Consumption, shown: str) -> tuple[Choice, ...]:
    if consumption.cents is None:
        return ()
    return tuple(
        Choice(str(label), address_of(consumption.period, unit), unit == shown)
        for unit, label in UNITS.items()
    )


def _step_choices(consumption: Consumption, shown: str) -> tuple[Choice, ...]:
    """The hour, and the shortest step that is kept of this day, where that is another one."""
    curve = consumption.detail.curve
    if curve is None or curve.finest_minutes == _HOUR_MINUTES:
        return ()
    address = address_of(consumption.period, shown)
    return tuple(
        Choice(name_step(minutes), f"{address}&step={minutes}", minutes == curve.step_minutes)
        for minutes in (_HOUR_MINUTES, curve.finest_minutes)
    )


def _step(period: Period | None, unit: str, locale: str) -> Choice | None:
    if period is None:
        return None
    return Choice(name_period(period, locale), address_of(period, unit), is_current=False)


def _used_figure(
    consumption: Consumption, locale: str, *, is_money: bool, file_url: Callable[[str, str], str]
) -> Figure | None:
    if consumption.offtake.wh is None:
        return None
    period = consumption.period
    before = consumption.before or (None,) * len(consumption.parts)
    chart = BarsChart(
        key="used",
        bars=tuple(
            _bar(now, then, period, locale, is_money=is_money)
            for now, then in zip(consumption.parts, before, strict=True)
        ),
        unit="€" if is_money else "kWh",
        locale=locale,
        this_label=name_period(period, locale),
        compare_label=_("a year before") if consumption.before else "",
        decimals=2 if is_money else 1,
    )
    finding = (
        (
            _("What each month cost, VAT included")
            if period.is_by_month
            else _("What each day cost, VAT included")
        )
        if is_money
        else (
            _("What you used in each month")
            if period.is_by_month
            else _("What you used on each day")
        )
    )
    return bars_figure(
        chart,
        finding=finding,
        table=consumption_table(consumption, locale),
        csv_url=file_url("csv", ""),
        xlsx_url=file_url("xlsx", ""),
    )


def _bar(now: Part, then: Part | None, period: Period, locale: str, *, is_money: bool) -> Bar:
    return Bar(
        label=name_part(now, period, locale),
        axis_label=label_part(now, period, locale),
        value=_value(now, is_money=is_money),
        # A year before that is known in part would make this year look like more.
        compare=_value(then, is_money=is_money)
        if then and _is_whole(then, is_money=is_money)
        else None,
        state=(now.billed if is_money else now.offtake).state,
        lacks=(now.billed if is_money else now.offtake).lacks,
    )


def _is_whole(part: Part, *, is_money: bool) -> bool:
    return (part.billed if is_money else part.offtake).is_whole


def _value(part: Part, *, is_money: bool) -> float | None:
    if is_money:
        return None if part.total_cents is None else part.total_cents / _CENTS
    return _kwh(part.offtake)


def _kwh(amount: Amount | None) -> float | None:
    return None if amount is None or amount.wh is None else amount.wh / _WH_PER_KWH


def _given_figure(
    consumption: Consumption, locale: str, *, file_url: Callable[[str, str], str]
) -> Figure | None:
    """What was given to the grid, apart: it is no less use."""
    given, period = consumption.injection, consumption.period
    if given is None or given.wh is None:
        return None
    before = consumption.before or (None,) * len(consumption.parts)
    bars = tuple(
        Bar(
            label=name_part(now, period, locale),
            axis_label=label_part(now, period, locale),
            value=_kwh(now.injection),
            compare=_kwh(then.injection)
            if then and then.injection and then.injection.is_whole
            else None,
            state=now.injection.state if now.injection else ValueState.MISSING,
            lacks=now.injection.lacks if now.injection else None,
        )
        for now, then in zip(consumption.parts, before, strict=True)
    )
    chart = BarsChart(
        key="given",
        bars=bars,
        unit="kWh",
        locale=locale,
        this_label=name_period(period, locale),
        compare_label=_("a year before") if any(bar.compare is not None for bar in bars) else "",
        decimals=1,
    )
    volume = format_energy(given.wh, locale)
    return bars_figure(
        chart,
        finding=_("You gave %(volume)s to the grid") % {"volume": volume},
        say=say_self_consumption(),
        table=bars_table(chart, caption=_("Given to the grid"), period_label=_("Period")),
        csv_url=file_url("csv", ""),
        xlsx_url=file_url("xlsx", ""),
    )
