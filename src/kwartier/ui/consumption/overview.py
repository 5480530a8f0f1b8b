"""All supply points of a customer on a screen and in a file: what they used, cost, and come to together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kwartier.consumption.types import Order, Overview, Part, Period, PointUse, Together, View
from kwartier.metering.types import Energy
from kwartier.ui.charts import Figure
from kwartier.ui.charts.bars import Bar, BarsChart, bars_figure, bars_table
from kwartier.ui.consumption.page import Choice, address_of
from kwartier.ui.consumption.words import label_part, name_part, name_period
from kwartier.ui.formats import format_energy, format_money, format_percent
from kwartier.ui.narrowing import Narrowed, narrow
from kwartier.ui.tables import Cell, Column, Table

_WH_PER_KWH = 1_000
_NOTEWORTHY = 0.005
VIEWS = (View.DAY, View.WEEK, View.MONTH, View.YEAR)


@dataclass(frozen=True, slots=True)
class OverviewAsked:
    """The period as typed, which supply points, in which order, and the words that the list is narrowed by."""

    view: str
    from_: str
    group: str
    tag: str
    order: str
    words: str

    @property
    def of_room(self) -> dict[str, Any]:
        """What the room is asked."""
        return {
            "view": self.view,
            "from_": self.from_,
            "group": self.group,
            "tag": self.tag,
            "order": self.order,
        }

    @property
    def kept(self) -> dict[str, str]:
        """What stays in the address when the period changes."""
        asked = {"group": self.group, "tag": self.tag, "order": self.order, "q": self.words}
        return {name: value for name, value in asked.items() if value}


def read_overview_asked(request: HttpRequest) -> OverviewAsked:
    """What an address asks for."""
    asked = request.GET
    return OverviewAsked(
        view=asked.get("view") or View.YEAR,
        from_=asked.get("from", ""),
        group=asked.get("group", ""),
        tag=asked.get("tag", ""),
        order=asked.get("order", ""),
        words=asked.get("q", ""),
    )


@dataclass(frozen=True, slots=True)
class PointLine:
    """A supply point in the ranking: its share of its kind of energy, and how it changed."""

    point: PointUse
    share: str
    change: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group, or what is in none, with a sentence for each kind of energy."""

    name: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What the template shows of an `Overview`."""

    overview: Overview
    name: str
    answers: tuple[str, ...]
    costs: tuple[str, ...]
    basis: str
    views: tuple[Choice, ...]
    earlier: Choice | None
    later: Choice | None
    figures: tuple[Figure, ...]
    groups: tuple[GroupLine, ...]
    lines: Narrowed[PointLine]
    orders: tuple[tuple[str, str], ...]


def build_overview_page(
    overview: Overview,
    asked: OverviewAsked,
    *,
    locale: str,
    file_url: Callable[[str], str],
) -> OverviewPage:
    """Everything the page shows; ``file_url`` gives the address of a CSV or XLSX file of all of it."""
    sums = overview.together
    lines = [_line(point, sums, locale) for point in overview.points]
    return OverviewPage(
        overview=overview,
        name=name_period(overview.period, locale),
        answers=tuple(_say_used(each, overview, locale) for each in sums),
        costs=tuple(said for each in sums if (said := _say_cost(each, locale))),
        basis=_say_basis(sums),
        views=tuple(_view(view, overview, asked) for view in VIEWS),
        earlier=_step(overview.earlier, asked, locale),
        later=_step(overview.later, asked, locale),
        figures=tuple(
            figure
            for each in sums
            if (figure := _figure(each, overview, locale, file_url)) is not None
        ),
        groups=_groups(overview, locale) if overview.groups else (),
        lines=narrow(lines, asked.words, _words_of),
        orders=tuple((order.value, str(order.label)) for order in Order),
    )


def overview_table(overview: Overview) -> Table:
    """A row for each supply point and each part of the period, as a file has it."""
    return Table(
        caption=_("Consumption of all supply points"),
        columns=(
            Column(_("Supply point")),
            Column(_("Name")),
            Column(_("Address")),
            Column(_("Energy")),
            Column(_("Group")),
            Column(_("Tags")),
            Column(_("From"), "day"),
            Column(_("Until"), "day"),
            Column(_("Used"), "energy", 1),
            Column(_("Given to the grid"), "energy", 1),
            Column(_("State"), "state"),
            Column(_("Days known"), "number"),
            Column(_("Days"), "number"),
            Column(_("Cost, VAT included"), "money"),
            Column(_("Used a year before"), "energy", 1),
        ),
        rows=tuple(
            _row(point, part, before.wh)
            for point in overview.points
            for part, before in zip(point.parts, point.before, strict=True)
        ),
    )


def name_overview_file(overview: Overview) -> str:
    """The name of its file without the ending."""
    period = overview.period
    return f"consumption-all-{period.view.value}-{period.from_.isoformat()}"


def _row(point: PointUse, part: Part, before_wh: int | None) -> tuple[Cell, ...]:
    return (
        point.contract.code,
        point.label.name,
        point.contract.address,
        str(Energy(point.contract.energy).label),
        point.label.group,
        ", ".join(point.label.tags),
        part.from_,
        part.until,
        part.offtake.wh,
        part.injection.wh if part.injection else None,
        part.offtake.state,
        part.offtake.known_days,
        part.offtake.day_count,
        part.total_cents,
        before_wh,
    )


def _line(point: PointUse, sums: tuple[Together, ...], locale: str) -> PointLine:
    whole = next(each for each in sums if each.energy == point.contract.energy)
    own, all_of_them = point.offtake.wh, whole.offtake.wh
    is_telling = own is not None and all_of_them and whole.count > 1
    share = format_percent((own or 0) / (all_of_them or 1), locale) if is_telling else ""
    return PointLine(point, share, _say_change(point.like_for_like, locale))


def _words_of(line: PointLine) -> str:
    return f"{line.point.contract.words} {line.point.label.words}"


def _say_change(pair: tuple[int, int] | None, locale: str) -> str:
    """Such as 4 % less than a year before; empty where nothing can be compared."""
    if pair is None or not pair[1]:
        return ""
    change = pair[0] / pair[1] - 1
    told = {"percent": format_percent(abs(change), locale)}
    if abs(change) < _NOTEWORTHY:
        return _("as much as a year before")
    if change < 0:
        return _("%(percent)s less than a year before") % told
    return _("%(percent)s more than a year before") % told


def _say_used(sums: Together, overview: Overview, locale: str) -> str:
    """How much the supply points of one kind of energy used together, and compared to what."""
    energy = capfirst(str(Energy(sums.energy).label))
    told = {"energy": energy, "period": name_period(overview.period, locale), "count": sums.count}
    used = sums.offtake.wh
    if used is None:
        return (
            ngettext(
                "%(energy)s, %(period)s: nothing is known of your supply point.",
                "%(energy)s, %(period)s: nothing is known of your %(count)s supply points.",
                sums.count,
            )
            % told
        )
    told["volume"] = format_energy(used, locale)
    said = (
        ngettext(
            "%(energy)s, %(period)s: your supply point used %(volume)s",
            "%(energy)s, %(period)s: your %(count)s supply points used %(volume)s",
            sums.count,
        )
        % told
    )
    change = _say_change(sums.like_for_like, locale)
    return f"{said}, {change}." if change else f"{said}."


def _say_cost(sums: Together, locale: str) -> str:
    if sums.cents is None:
        return ""
    told = {
        "energy": capfirst(str(Energy(sums.energy).label)),
        "amount": format_money(sums.cents, locale),
        "priced": sums.priced_count,
        "count": sums.count,
    }
    if sums.priced_count < sums.count:
        return (
            _(
                "%(energy)s: the known days of %(priced)s of %(count)s supply points cost "
                "%(amount)s, everything included."
            )
            % told
        )
    return _("%(energy)s: the known days cost %(amount)s, everything included.") % told


def _say_basis(sums: tuple[Together, ...]) -> str:
    if all(each.offtake.is_whole for each in sums):
        return ""
    return _(
        "Only days that are known are counted, and only what is wholly known in both years is compared."
    )


def _groups(overview: Overview, locale: str) -> tuple[GroupLine, ...]:
    return tuple(
        GroupLine(name, tuple(_say_group(each, locale) for each in sums))
        for name, sums in overview.by_group
    )


def _say_group(sums: Together, locale: str) -> str:
    used = sums.offtake.wh
    said = [
        capfirst(str(Energy(sums.energy).label)),
        _("not known") if used is None else format_energy(used, locale),
    ]
    if sums.cents is not None:
        said.append(format_money(sums.cents, locale))
    if change := _say_change(sums.like_for_like, locale):
        said.append(change)
    return ", ".join(said)


def _view(view: View, overview: Overview, asked: OverviewAsked) -> Choice:
    period = overview.period
    address = {"view": view.value, "from": period.from_.isoformat()} | asked.kept
    return Choice(str(view.label), f"?{urlencode(address)}", view == period.view)


def _step(period: Period | None, asked: OverviewAsked, locale: str) -> Choice | None:
    if period is None:
        return None
    kept = f"&{urlencode(asked.kept)}" if asked.kept else ""
    return Choice(name_period(period, locale), address_of(period, "kwh") + kept, is_current=False)


def _figure(
    sums: Together, overview: Overview, locale: str, file_url: Callable[[str], str]
) -> Figure | None:
    """What they used together in each part; none where nothing is known, or of a single day."""
    if sums.offtake.wh is None or len(sums.parts) == 1:
        return None
    period = overview.period
    named = next(each for each in overview.points if each.contract.energy == sums.energy).parts
    chart = BarsChart(
        key=f"used-{sums.energy}",
        bars=tuple(
            Bar(
                label=name_part(part, period, locale),
                axis_label=label_part(part, period, locale),
                value=None if amount.wh is None else amount.wh / _WH_PER_KWH,
                compare=(before.wh or 0) / _WH_PER_KWH if before.is_whole else None,
                state=amount.state,
                lacks=amount.lacks,
            )
            for part, amount, before in zip(named, sums.parts, sums.before, strict=True)
        ),
        unit="kWh",
        locale=locale,
        this_label=name_period(period, locale),
        compare_label=_("a year before") if any(each.is_whole for each in sums.before) else "",
        decimals=1,
    )
    energy = capfirst(str(Energy(sums.energy).label))
    finding = (
        _("%(energy)s: what all of them used in each month")
        if period.is_by_month
        else _("%(energy)s: what all of them used on each day")
    )
    return bars_figure(
        chart,
        finding=finding % {"energy": energy},
        table=bars_table(
            chart,
            caption=_("Consumption of all supply points"),
            period_label=_("Month") if period.is_by_month else _("Day"),
        ),
        csv_url=file_url("csv"),
        xlsx_url=file_url("xlsx"),
    )
