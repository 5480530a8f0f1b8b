"""Why an alert came, in one sentence of the active language, with its figures and days."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kwartier.alerts.types import AlertKind, AlertRow
from kwartier.platform.formats import NBSP, format_energy, format_number
from kwartier.platform.wording import (
    active_locale,
    speak_day,
    speak_euros,
    speak_money,
    speak_month,
)

_W_PER_KW = 1_000


def say_alert(alert: AlertRow) -> str:
    """What was found on which days, and beside what; nothing that is not in the alert."""
    return _SAY[alert.kind](alert)


def say_limit(kind: AlertKind, limit: int) -> str:
    """A limit with its unit: ``50 %``, ``5 kW``, ``500 W``, ``35 days``, ``€15``."""
    if kind is AlertKind.UNUSUAL_USE:
        return _("%(count)s%%") % {"count": format_number(limit, active_locale())}
    if kind is AlertKind.READING_DUE:
        return _("%(count)s days") % {"count": format_number(limit, active_locale())}
    if kind is AlertKind.ADVANCE_DRIFT:
        return speak_euros(limit)
    return _kilowatts(limit) if kind is AlertKind.MONTH_PEAK else _watts(limit)


def _say_unusual(alert: AlertRow) -> str:
    locale = active_locale()
    told = {
        "day": speak_day(alert.from_day),
        "volume": format_energy(alert.found, locale, 1),
        "usual": format_energy(alert.usual or 0, locale, 1),
    }
    if alert.last_day > alert.from_day:
        return (
            _(
                "Since %(day)s you use much more than usual: %(volume)s on that day, where the same"
                " weekday of the weeks before usually took %(usual)s."
            )
            % told
        )
    return (
        _(
            "On %(day)s you used %(volume)s; the same weekday of the weeks before usually took %(usual)s."
        )
        % told
    )


def _say_peak(alert: AlertRow) -> str:
    told = {
        "peak": _kilowatts(alert.found),
        "limit": _kilowatts(alert.limit),
        "month": speak_month(alert.from_day),
        "day": speak_day(alert.last_day),
    }
    if not alert.rests_on_finer:
        return (
            _(
                "The highest quarter-hour of %(month)s reached %(peak)s: above your limit of %(limit)s."
            )
            % told
        )
    return (
        _("On %(day)s a quarter-hour reached %(peak)s: above your limit of %(limit)s for a month.")
        % told
    )


def _say_leak(alert: AlertRow) -> str:
    told = {
        "first": speak_day(alert.from_day),
        "last": speak_day(alert.last_day),
        "lowest": _watts(alert.found),
        "limit": _watts(alert.limit),
    }
    return (
        _(
            "From %(first)s to %(last)s your use never fell below %(limit)s at night: the lowest was"
            " %(lowest)s."
        )
        % told
    )


def _say_reading(alert: AlertRow) -> str:
    told = {"read": speak_day(alert.from_day), "due": speak_day(alert.last_day)}
    return _("Your meter was last read on %(read)s: a new reading is due since %(due)s.") % told


def _say_advance(alert: AlertRow) -> str:
    told = {
        "current": speak_money(alert.usual or 0),
        "recommended": speak_money(alert.found),
        "limit": speak_euros(alert.limit),
    }
    return (
        _(
            "Your advance is %(current)s, and we would recommend %(recommended)s: they are more than"
            " %(limit)s apart."
        )
        % told
    )


_SAY = {
    AlertKind.UNUSUAL_USE: _say_unusual,
    AlertKind.MONTH_PEAK: _say_peak,
    AlertKind.LEAK: _say_leak,
    AlertKind.READING_DUE: _say_reading,
    AlertKind.ADVANCE_DRIFT: _say_advance,
}


def _kilowatts(watts: int) -> str:
    locale = active_locale()
    return f"{format_number(Decimal(watts) / _W_PER_KW, locale, 2)}{NBSP}kW"


def _watts(watts: int) -> str:
    return f"{format_number(watts, active_locale())}{NBSP}W"
