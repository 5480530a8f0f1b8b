"""Months billed on what was used, as a figure: what each came to, and the next ones foreseen."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from energycore.intervals import ValueState
from kwartier.billing.queries import ComingMonth, MonthsPage
from kwartier.billing.types import BillView
from kwartier.ui.charts import Figure
from kwartier.ui.charts.bars import Bar, BarsChart, bars_figure, bars_table
from kwartier.ui.formats import format_exact, format_month, format_month_short
from kwartier.ui.tables import Table

_YEAR = 12
_CENTS = 100
_KEY = "months"


def months_figure(page: MonthsPage, *, locale: str, csv_url: str, xlsx_url: str) -> Figure | None:
    """The bills of a year beside those of the year before, and the next ones; None without a bill."""
    if not page.bills:
        return None
    return bars_figure(
        _chart_of(page, locale),
        finding=_finding(page, locale),
        table=months_table(page, locale=locale),
        say=_("The striped ones are what we expect of the next bills.") if page.coming else "",
        csv_url=csv_url,
        xlsx_url=xlsx_url,
    )


def months_table(page: MonthsPage, *, locale: str) -> Table:
    """The numbers of the figure."""
    return bars_table(_chart_of(page, locale), caption=_("Bills by month"), period_label=_("Month"))


def say_months(first: date, until: date, locale: str) -> str:
    """The month that a bill covers, or the first and the last where it covers several."""
    last = until - timedelta(days=1)
    if (first.year, first.month) == (last.year, last.month):
        return format_month(first, locale)
    return _("%(first)s to %(last)s") % {
        "first": format_month(first, locale),
        "last": format_month(last, locale),
    }


def _chart_of(page: MonthsPage, locale: str) -> BarsChart:
    shown = page.bills[:_YEAR][::-1]
    before = [page.find_same_month(bill) for bill in shown]
    return BarsChart(
        key=_KEY,
        bars=(
            *(_billed(bill, then, locale) for bill, then in zip(shown, before, strict=True)),
            *(_foreseen(month, page, locale) for month in page.coming),
        ),
        unit="€",
        locale=locale,
        this_label=_("your bills"),
        compare_label=_("the same month a year before") if any(before) else "",
        decimals=2,
    )


def _billed(bill: BillView, before: BillView | None, locale: str) -> Bar:
    return Bar(
        label=say_months(bill.period_from, bill.period_until, locale),
        axis_label=format_month_short(bill.period_from, locale),
        value=bill.total_cents / _CENTS,
        compare=before.total_cents / _CENTS if before else None,
    )


def _foreseen(month: ComingMonth, page: MonthsPage, locale: str) -> Bar:
    before = page.find_same_month_of(month.period_from)
    return Bar(
        label=say_months(month.period_from, month.period_until, locale),
        axis_label=format_month_short(month.period_from, locale),
        value=round(month.expected_cents / _CENTS),
        compare=before.total_cents / _CENTS if before else None,
        state=ValueState.ESTIMATED,
    )


def _finding(page: MonthsPage, locale: str) -> str:
    """What the months came to together, as one sentence without a full stop."""
    shown = page.bills[:_YEAR]
    told = {
        "amount": format_exact(sum(bill.total_cents for bill in shown), locale),
        "first": format_month(shown[-1].period_from, locale),
        "last": format_month(shown[0].last_day, locale),
    }
    return _("From %(first)s to %(last)s you were billed %(amount)s") % told
