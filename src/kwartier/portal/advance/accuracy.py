"""How sure the forecast was on real meters: the published back-test as tables."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kwartier.ui.formats import format_percent
from kwartier.ui.tables import Column, Table
from rulebooks.calibration import list_backtest


def _names() -> dict[str, str]:
    return {"electricity": _("Electricity"), "gas": _("Gas")}


def build_accuracy(locale: str) -> dict[str, Any]:
    """The answer in a sentence, and a table per energy."""
    rows = list_backtest("electricity")
    later = [row for row in rows if row.fraction_from >= 0.5]  # noqa: PLR2004 - half of the year
    worst = max(row.scores.mae for row in later)
    answer = _(
        "Once half of your year is known, our electricity forecasts of real homes were off by %(error)s on average."
    ) % {"error": format_percent(worst, locale, 1)}
    return {
        "answer": answer,
        "tables": [_table(energy, locale) for energy in ("electricity", "gas")],
    }


def _table(energy: str, locale: str) -> Table:
    known, unknown = pgettext("year before", "known"), pgettext("year before", "not known")
    return Table(
        caption=_names()[energy],
        columns=(
            Column(_("Year before")),
            Column(_("Part of the year known")),
            Column(_("Forecasts"), "number"),
            Column(_("Inside the band"), "percent"),
            Column(_("Worst to best home")),
            Column(_("Bias"), "percent", 1),
            Column(_("Mean error"), "percent", 1),
            Column(_("Mean error by days"), "percent", 1),
        ),
        rows=tuple(
            (
                known if row.with_prior else unknown,
                _range(row.fraction_from, row.fraction_until, locale),
                row.scores.count,
                row.scores.coverage,
                _range(row.lowest_coverage, row.highest_coverage, locale),
                row.scores.bias,
                row.scores.mae,
                row.scores.mae_by_days,
            )
            for row in list_backtest(energy)
        ),
    )


def _range(low: float, high: float, locale: str) -> str:
    return f"{format_percent(low, locale)} – {format_percent(high, locale)}"
