"""Samples for the gallery: invented people and amounts, one of every component and state.

The samples are in English; the components around them speak the language of the page.
"""

import math
from datetime import date
from typing import Any

from django import forms

from energycore.intervals import ValueState
from kwartier.platform.errors import Refusal
from kwartier.ui import charts, words
from kwartier.ui.dial import Dial
from kwartier.ui.formats import (
    format_day_axis,
    format_day_short,
    format_money,
    format_month_short,
    locale_for,
)
from kwartier.ui.states import Ball
from kwartier.ui.tables import Column, Table

_FROM, _UNTIL, _TODAY = date(2026, 4, 15), date(2027, 4, 15), date(2026, 11, 21)


class _UnpaidSample(Refusal):
    title = "An advance is not paid"
    sentence = "The advance of %(amount)s was due on %(day)s. You can change it as soon as the payment arrives."
    next_step = "By card at once, by transfer 1 to 2 working days."
    action = "pay"


class _ChangedSample(Refusal):
    title = "Already changed in this billing period"
    sentence = "You changed it on %(day)s. Online, that is possible once per billing period."
    next_step = "An agent can do it earlier."


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Your name")
    email = forms.EmailField(
        label="E-mail address",
        help_text="We send you a link to confirm it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    index = forms.IntegerField(
        label="Index of the day register",
        help_text="The black digits, without decimals.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label="What is it about?", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(
        label="Language of your mails",
        choices=[("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch"), ("en", "English")],
    )
    kind = forms.ChoiceField(
        label="Are you a household or a business?",
        choices=[("household", "Household"), ("business", "Business")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="What may we write to you about?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("advance", "My advance"), ("meter", "My meter"), ("price", "My prices")],
    )
    agree = forms.BooleanField(label="I have read the conditions")


def _points() -> tuple[charts.BalancePoint, ...]:
    measured = [
        (date(2026, 4, 15), 0, 0), (date(2026, 5, 1), 0, 5_000), (date(2026, 6, 1), 11_800, 12_500),
        (date(2026, 7, 1), 23_600, 18_700), (date(2026, 8, 1), 35_400, 24_500),
        (date(2026, 9, 1), 47_200, 30_300), (date(2026, 10, 1), 59_000, 37_500),
        (date(2026, 11, 1), 70_800, 49_300), (date(2026, 11, 21), 82_600, 60_500),
    ]  # fmt: skip
    coming = [
        (date(2026, 12, 1), 66_300, 0, 200, 0), (date(2027, 1, 1), 88_300, 1_200, 1_400, 1),
        (date(2027, 2, 1), 112_800, 2_600, 3_200, 2), (date(2027, 3, 1), 133_300, 4_400, 5_400, 3),
        (date(2027, 4, 1), 150_500, 5_800, 7_200, 4), (date(2027, 4, 15), 156_000, 6_600, 8_000, 5),
    ]  # fmt: skip
    known = [
        charts.BalancePoint.measured(on, advances_cents=paid, cost_cents=cost)
        for on, paid, cost in measured
    ]
    ahead = [
        charts.BalancePoint(
            on=on, intercept_cents=cost - 82_600, low_intercept_cents=cost - 82_600 - low,
            high_intercept_cents=cost - 82_600 + high, left_count=count, cost_cents=cost, is_measured=False,
        )
        for on, cost, low, high, count in coming
    ]  # fmt: skip
    return (*known, *ahead)


def sample_balance(
    locale: str, *, key: str = "balance", amount_cents: int = 13_500
) -> charts.BalanceChart:
    """A balance like that of the design reference."""
    return charts.BalanceChart(
        key=key, period_from=_FROM, period_until=_UNTIL, today=_TODAY, points=_points(), amount_cents=amount_cents,
        current_cents=11_800, lowest_cents=9_400, highest_cents=16_300, locale=locale,
    )  # fmt: skip


def sample_dial(locale: str, **changes: Any) -> Dial:
    """The dial that belongs to it."""
    settings: dict[str, Any] = {
        "amount_cents": 13_500, "current_cents": 11_800, "lowest_cents": 9_400, "highest_cents": 16_300,
        "step_cents": 100, "recommended_cents": 14_700, "left_count": 5, "intercept_cents": 73_400,
        "low_intercept_cents": 66_800, "high_intercept_cents": 81_400, "settlement_on": _UNTIL,
        "effective_on": date(2026, 12, 1), "locale": locale,
    }  # fmt: skip
    return Dial(**{**settings, **changes})


def sample_days(locale: str) -> charts.BarsChart:
    """A month of days: measured, two estimated, one missing, the rest not yet published."""
    bars = []
    for at in range(30):
        on = date(2026, 11, at + 1)
        state = ValueState.ESTIMATED if at in {7, 8} else ValueState.MEASURED
        value: float | None = 8.4 + 1.3 * math.sin(at * 0.9) + (1.1 if on.weekday() > 4 else 0)  # noqa: PLR2004
        if at == 12:  # noqa: PLR2004 - one missing day
            value, state = None, ValueState.MISSING
        if at >= 20:  # noqa: PLR2004 - from today on
            value, state = None, ValueState.NOT_YET if at == 20 else ValueState.MEASURED  # noqa: PLR2004
        shown = format_day_axis(on, locale) if at == 0 else str(at + 1) if at in {9, 19, 29} else ""
        bars.append(
            charts.Bar(
                format_day_short(on, locale), value, 9.5 + 0.9 * math.cos(at * 0.7), state, shown
            )
        )
    return charts.BarsChart("november", tuple(bars), "kWh", locale, "2026", "2025", decimals=1)


def sample_months(locale: str) -> charts.BarsChart:
    """Twelve months."""
    bars = []
    for at in range(12):
        on = date(2025 + (at + 11) // 12, (at + 11) % 12 + 1, 1)
        season = 265 + 85 * math.cos((on.month - 1) / 12 * 2 * math.pi)
        state = ValueState.ESTIMATED if at == 11 else ValueState.MEASURED  # noqa: PLR2004
        name = format_month_short(on, locale)
        bars.append(charts.Bar(name, season, season * 1.08, state, name))
    return charts.BarsChart("months", tuple(bars), "kWh", locale, "2026", "2025")


def sample_ring() -> charts.Ring:
    """A day with an evening peak and one missing hour."""
    cells = []
    for at in range(96):
        hour = at / 4
        value = 0.06 + 0.03 * math.sin(hour) ** 2 + 0.22 * math.exp(-((hour - 18.7) ** 2) / 5)
        is_high = 17 <= hour < 21  # noqa: PLR2004 - the evening
        cells.append(charts.RingCell(None if 40 <= at < 44 else value, "hi" if is_high else "lo"))  # noqa: PLR2004
    return charts.Ring(
        "yesterday",
        tuple(cells),
        "Consumption by quarter-hour: highest between 17:00 and 21:00",
        "8,6",
        "kWh",
    )


def sample_table() -> Table:
    """Readings with every state, one value missing."""
    rows = [
        (date(2026, 11, 14), 19_946, 226_000, ValueState.GIVEN), (date(2026, 10, 1), 19_720, 198_400, ValueState.VALIDATED),
        (date(2026, 9, 1), 19_522, 187_000, ValueState.ESTIMATED), (date(2026, 8, 1), 19_335, 171_000, ValueState.CORRECTED),
        (date(2026, 7, 1), None, None, ValueState.MISSING), (date(2026, 6, 1), 18_980, 203_000, ValueState.MEASURED),
    ]  # fmt: skip
    return Table(
        caption="Readings of the day register",
        columns=(Column("Day", "day"), Column("Index", "number"), Column("Volume", "energy"), Column("State", "state")),
        rows=tuple(rows),
        foot=("Sum", None, 985_400, None),
    )  # fmt: skip


def sample_prices() -> Table:
    """A line of an invoice in two price periods."""
    return Table(
        caption="Quantity times price",
        columns=(
            Column("Period"),
            Column("Volume", "energy"),
            Column("Price", "unit_price"),
            Column("Amount", "money"),
        ),
        rows=(
            ("from 15 April 2025", 1_118_000, 139_160, 15_558),
            ("from 1 January 2026", 624_000, 147_590, 9_210),
        ),
        foot=("Line", 1_742_000, None, 24_768),
    )


def sample_refusals(locale: str) -> list[Refusal]:
    """Two reasons at once."""
    due, changed = date(2026, 11, 10), date(2026, 10, 3)
    return [
        _ChangedSample(params={"day": format_day_short(changed, locale)}, lifted_on=_UNTIL),
        _UnpaidSample(
            params={"amount": format_money(11_800, locale), "day": format_day_short(due, locale)}
        ),
    ]


def context(language: str) -> dict[str, Any]:
    """Everything that the gallery shows."""
    locale = locale_for(language, "BE")
    days = sample_days(locale)
    months = sample_months(locale)
    balance = sample_balance(locale)
    table = charts.bars_table(days, caption="Consumption by day", period_label="Day")
    by_month = charts.bars_table(months, caption="Consumption by month", period_label="Month")
    broken = SampleForm(
        {"name": "Nadia El Amrani", "email": "nadia@", "index": "19x46", "language": "fr"}
    )
    return {
        "locale": locale,
        "states": list(ValueState),
        "balls": list(Ball),
        "dial": sample_dial(locale),
        "dial_same": sample_dial(locale, amount_cents=11_800, recommended_cents=12_500, name="amount_same"),
        "dial_wrong": sample_dial(locale, typed="12x", error="Write the amount in digits: 135 or 135,50.", name="amount_wrong"),
        "balance": charts.balance_figure(balance, csv_url="#csv", xlsx_url="#xlsx"),
        "days": charts.bars_figure(days, finding="16 kWh less than in the same 20 days of last year", table=table, csv_url="#csv", xlsx_url="#xlsx"),
        "months": charts.bars_figure(months, finding="Each month a little less than a year before", table=by_month),
        "ring": sample_ring(),
        "spark": charts.Sparkline("spark", (3, 5, 4, None, 6, 8, 7, 9, 6), "Rising over nine weeks"),
        "meter": charts.BandMeter("meter", -700, 5_900, 13_900, locale, "About 59 euro to pay, between 7 in your favor and 139 to pay"),
        "meter_credit": charts.BandMeter("meter-credit", -15_000, -8_400, -2_000, locale, "About 84 euro in your favor, between 20 and 150"),
        "shares": (charts.Share("energy", 53_089), charts.Share("network", 36_328), charts.Share("taxes", 17_216)),
        "table": sample_table(),
        "prices": sample_prices(),
        "empty_table": Table("Readings", sample_table().columns, ()),
        "second": SampleForm(prefix="second"),
        "broken": broken,
        "obstacles": sample_refusals(locale),
        "actions": {"pay": {"url": "#pay", "label": "Pay now"}, "otherwise": {"url": "#ask", "label": "Ask an agent"}},
        "words": [words.settlement_words(cents, locale, about=True) for cents in (14_400, -8_400, 20)],
        "facts": [("Advance", format_money(11_800, locale)), ("Due on", format_day_short(_TODAY, locale), "by direct debit"), ("Balance", format_money(-5_900, locale))],
        "day": _TODAY,
        "acting_for": {"name": "Nadia El Amrani", "number": "M-100234", "leave_url": "#search"},
    }  # fmt: skip
