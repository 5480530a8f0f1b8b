"""The balance over a billing period: measured, forecast with its band, and "if you stay".

The balance drawn is what the customer is ahead: advances less cost, positive in their favor. For any
amount it is ``left_count x amount - intercept_cents``, which the page's script computes as well; so the
picture redraws to the cent what the server would send.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from energycore.intervals import ValueState
from kwartier.ui.charts.figures import Figure, LegendItem
from kwartier.ui.charts.scales import Scale, round_ticks
from kwartier.ui.charts.svg import finding_id, share, short, tag
from kwartier.ui.formats import format_exact, format_money, format_month_name, format_month_short
from kwartier.ui.states import STATE_WORDS
from kwartier.ui.tables import Column, Table

PLOT_PX = 320
LABELS_PX = 28
WIDTH = 1000  # units of the nested, stretched picture
_BELOW_TODAY_PX = 26  # the label of *Today* takes the height above


@dataclass(frozen=True, slots=True)
class BalancePoint:
    """The balance at the start of a day, for any amount of the advances still to come.

    ``intercept_cents`` is the cost until then less the advances already invoiced; the low and high
    ones are the ends of the 80 % band (equal to it where measured); ``left_count`` counts the advances
    still to come that are due before the day.
    """

    on: date
    intercept_cents: int
    low_intercept_cents: int
    high_intercept_cents: int
    left_count: int
    cost_cents: int
    is_measured: bool

    @classmethod
    def measured(cls, on: date, *, advances_cents: int, cost_cents: int) -> "BalancePoint":
        """A point that readings prove."""
        owed = cost_cents - advances_cents
        return cls(on, owed, owed, owed, 0, cost_cents, is_measured=True)

    def ahead(self, amount_cents: int) -> int:
        """What the customer is ahead, in cents, at this amount."""
        return self.left_count * amount_cents - self.intercept_cents

    def band(self, amount_cents: int) -> tuple[int, int]:
        """The worse and the better end at this amount."""
        paid = self.left_count * amount_cents
        return paid - self.high_intercept_cents, paid - self.low_intercept_cents


@dataclass(frozen=True, slots=True)
class BalanceChart:
    """What the picture needs. ``points`` are in order of their days.

    ``amount_cents`` is the amount shown, ``current_cents`` the one in force; ``lowest_cents`` and
    ``highest_cents`` are the slider's ends, for which the scale leaves room.
    """

    key: str
    period_from: date
    period_until: date
    today: date
    points: tuple[BalancePoint, ...]
    amount_cents: int
    current_cents: int
    lowest_cents: int
    highest_cents: int
    locale: str

    @property
    def measured(self) -> tuple[BalancePoint, ...]:
        """The points that readings prove."""
        return tuple(point for point in self.points if point.is_measured)

    @property
    def forecast(self) -> tuple[BalancePoint, ...]:
        """The forecast, starting at the last measured point so that the lines meet."""
        return (*self.measured[-1:], *(point for point in self.points if not point.is_measured))

    def fraction(self, day: date) -> float:
        """Where a day lies in the period, 0 to 1, monotone and clipped."""
        whole = max((self.period_until - self.period_from).days, 1)
        return min(max((day - self.period_from).days / whole, 0.0), 1.0)

    def ahead_today(self, amount_cents: int) -> int | None:
        """The balance today, between its neighbors; None when no point surrounds today."""
        for before, after in pairwise(self.points):
            if before.on <= self.today <= after.on:
                whole = max((after.on - before.on).days, 1)
                part = (self.today - before.on).days
                start, end = before.ahead(amount_cents), after.ahead(amount_cents)
                return start + (end - start) * part // whole
        return None


def balance_scale(chart: BalanceChart) -> tuple[Scale, list[float]]:
    """The vertical scale in cents, wide enough for every amount of the slider, and its round ticks."""
    amounts = (chart.amount_cents, chart.current_cents, chart.lowest_cents, chart.highest_cents)
    least, most = min(amounts), max(amounts)
    # More advances never make a balance worse: the smallest and the largest amount reach furthest.
    low = min([0, *(point.left_count * least - max(_owed(point)) for point in chart.points)])
    high = max([0, *(point.left_count * most - min(_owed(point)) for point in chart.points)])
    margin = max((high - low) * 0.05, 1_000)
    ticks = round_ticks(low / 100, high / 100, 4)
    bottom = min(low - margin, 0 if low >= 0 else low - margin)
    scale = Scale(bottom=bottom, top=high + margin * 2, from_px=0, until_px=PLOT_PX)
    return scale, [tick * 100 for tick in ticks if bottom <= tick * 100 <= high + margin]


def _owed(point: BalancePoint) -> tuple[int, int, int]:
    return point.intercept_cents, point.low_intercept_cents, point.high_intercept_cents


def balance_chart(chart: BalanceChart) -> SafeString:
    """The picture; the element with the id ``<key>-finding`` names it."""
    scale, ticks = balance_scale(chart)
    forecast = chart.forecast
    parts = [*_grid(scale, ticks), _lines(chart, scale), *_amounts(chart, scale, ticks)]
    parts += _today(chart, scale)
    if forecast:
        parts += _end(chart, scale, forecast[-1])
    elif not chart.points:
        parts.append(tag("text", _("No values yet"), x="50%", y=PLOT_PX / 2, text_anchor="middle"))
    parts += _months(chart)
    return tag(
        "svg",
        *parts,
        height=PLOT_PX + LABELS_PX,
        role="img",
        aria_labelledby=finding_id(chart.key),
        data_chart="balance",
        data_points=";".join(_script_point(chart, point) for point in forecast),
        data_top=str(round(scale.top)),
        data_bottom=str(round(scale.bottom)),
        data_height=str(PLOT_PX),
    )


def _script_point(chart: BalanceChart, point: BalancePoint) -> str:
    x = short(chart.fraction(point.on) * WIDTH)
    return ",".join([x, *(str(cents) for cents in _owed(point)), str(point.left_count)])


def _grid(scale: Scale, ticks: list[float]) -> list[SafeString]:
    parts: list[SafeString] = []
    for tick in ticks:
        y = scale.at(tick)
        line = "grid-l" if tick else "zero-l"
        parts.append(tag("line", class_=line, x1="0", x2="100%", y1=y, y2=y))
    return parts


def _amounts(chart: BalanceChart, scale: Scale, ticks: list[float]) -> list[SafeString]:
    """What each line of the grid stands for, except where *Today* stands on a narrow screen."""
    return [
        tag(
            "text",
            format_money(round(tick), chart.locale, 0, signed=True),
            x="0",
            y=scale.at(tick) - 6,
        )
        for tick in ticks
        if scale.at(tick) - 6 >= _BELOW_TODAY_PX
    ]


def _lines(chart: BalanceChart, scale: Scale) -> SafeString:
    across = {point.on: short(chart.fraction(point.on) * WIDTH) for point in chart.points}

    def along(reached: list[tuple[date, int]]) -> str:
        return " ".join(f"{across[on]},{short(scale.at(cents))}" for on, cents in reached)

    def line(reached: list[tuple[date, int]], **look: str | float | None) -> SafeString:
        return tag("polyline", vector_effect="non-scaling-stroke", points=along(reached), **look)

    forecast, amount = chart.forecast, chart.amount_cents
    better = [(point.on, point.band(amount)[1]) for point in forecast]
    worse = [(point.on, point.band(amount)[0]) for point in reversed(forecast)]
    stay = [(point.on, point.ahead(chart.current_cents)) for point in forecast]
    expected = [(point.on, point.ahead(amount)) for point in forecast]
    known = [(point.on, point.ahead(amount)) for point in chart.measured]
    return tag(
        "svg",
        tag(
            "polygon",
            data_k="band",
            fill="var(--data-1)",
            fill_opacity="0.16",
            points=along(better + worse),
        ),
        line(stay, stroke="var(--data-0)", stroke_width=2, stroke_dasharray="5 4"),
        line(known, stroke="var(--ink)", stroke_width=2.5),
        line(expected, data_k="line", stroke="var(--data-1)", stroke_width=3),
        viewBox=f"0 0 {WIDTH} {PLOT_PX}",
        preserveAspectRatio="none",
        width="100%",
        height=PLOT_PX,
        fill="none",
        stroke_linejoin="round",
    )


def _today(chart: BalanceChart, scale: Scale) -> list[SafeString]:
    if not chart.period_from <= chart.today <= chart.period_until:
        return []
    fraction = chart.fraction(chart.today)
    x = share(fraction)
    parts = [tag("line", class_="today-l", x1=x, x2=x, y1=0, y2=PLOT_PX)]
    ahead = chart.ahead_today(chart.amount_cents)
    text = _("Today")
    if ahead is not None:
        parts.append(
            tag(
                "circle",
                cx=x,
                cy=scale.at(ahead),
                r=5,
                fill="var(--ink)",
                stroke="var(--surface)",
                stroke_width=2,
            )
        )
        amount = format_money(ahead, chart.locale, 0, signed=True)
        text = _("Today: %(amount)s") % {"amount": amount}
    leans_left = fraction > 0.35  # noqa: PLR2004 - left of it the label would leave the picture
    anchor, shift = ("end", -8) if leans_left else ("start", 8)
    parts.append(tag("text", text, class_="strong-t", x=x, dx=shift, y=12, text_anchor=anchor))
    return parts


def _end(chart: BalanceChart, scale: Scale, last: BalancePoint) -> list[SafeString]:
    ahead = last.ahead(chart.amount_cents)
    x = share(chart.fraction(last.on))
    better = scale.at(last.band(chart.amount_cents)[1])
    return [
        tag(
            "circle",
            data_k="dot",
            cx=x,
            cy=scale.at(ahead),
            r=5,
            fill="var(--data-1)",
            stroke="var(--surface)",
            stroke_width=2,
        ),
        tag(
            "text",
            format_money(ahead, chart.locale, 0, signed=True),
            data_k="label",
            class_="brand-t",
            x=x,
            y=max(better - 10, 30),
            text_anchor="end",
        ),
    ]


def _months(chart: BalanceChart) -> list[SafeString]:
    parts: list[SafeString] = []
    first = (chart.period_from.replace(day=1) + timedelta(days=32)).replace(day=1)
    if chart.period_from.day == 1:
        first = chart.period_from
    for at in range(36):
        following = (first + timedelta(days=32)).replace(day=1)
        middle = first + (following - first) // 2
        if middle >= chart.period_until:
            break
        parts.append(
            tag(
                "text",
                format_month_short(first, chart.locale),
                class_="opt" if at % 2 else None,
                x=share(chart.fraction(middle)),
                y=PLOT_PX + 20,
                text_anchor="middle",
            )
        )
        first = following
    return parts


def balance_finding(chart: BalanceChart) -> str:
    """What the picture shows at the amount in force, as one sentence without a full stop."""
    amount = format_exact(chart.current_cents, chart.locale)
    coming = [point for point in chart.forecast if not point.is_measured]
    now = chart.ahead_today(chart.current_cents)
    if not coming:
        return _("Your balance over this billing period")
    ends_ahead = coming[-1].ahead(chart.current_cents) >= 0
    if now is not None and now < 0:
        if ends_ahead:
            return _("At %(amount)s a month, your balance climbs above zero by the settlement") % {
                "amount": amount
            }
        return _("At %(amount)s a month, your balance stays below zero until the settlement") % {
            "amount": amount
        }
    later = [point for point in coming if point.on > chart.today]
    low = next((point for point in later if point.ahead(chart.current_cents) < 0), None)
    if low is None:
        return _("At %(amount)s a month, your balance stays above zero until the settlement") % {
            "amount": amount
        }
    # a point stands at the start of its day: the balance sank during the day before
    month = format_month_name(low.on - timedelta(days=1), chart.locale)
    return _("At %(amount)s a month, your balance sinks below zero in %(month)s") % {
        "amount": amount,
        "month": month,
    }


def balance_table(chart: BalanceChart) -> Table:
    """The numbers behind the picture, at the amount shown."""
    amount = format_exact(chart.amount_cents, chart.locale)
    rows = []
    for point in chart.points:
        ahead = point.ahead(chart.amount_cents)
        known = STATE_WORDS[ValueState.MEASURED] if point.is_measured else _("forecast")
        rows.append((point.on, ahead + point.cost_cents, point.cost_cents, ahead, known))
    return Table(
        caption=_("Advances, cost of energy and balance, at %(amount)s a month")
        % {"amount": amount},
        columns=(
            Column(_("Until"), "day"),
            Column(_("Advances"), "money0"),
            Column(_("Cost"), "money0"),
            Column(_("Balance"), "money0"),
            Column(_("State")),
        ),
        rows=tuple(rows),
    )


def balance_figure(chart: BalanceChart, *, csv_url: str = "", xlsx_url: str = "") -> Figure:
    """The whole figure: finding, key, picture, table, downloads."""
    current = format_exact(chart.current_cents, chart.locale)
    return Figure(
        key=chart.key,
        finding=balance_finding(chart),
        picture=balance_chart(chart),
        legend=(
            LegendItem("ink-line", _("measured")),
            LegendItem("band", _("forecast, 8 times out of 10 within the band")),
            LegendItem("dashed", _("if you stay at %(amount)s") % {"amount": current}),
        ),
        table=balance_table(chart),
        csv_url=csv_url,
        xlsx_url=xlsx_url,
    )
