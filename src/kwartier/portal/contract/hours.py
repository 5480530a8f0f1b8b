"""The hours of the night register and the off-peak hours, in words."""

import re
from collections.abc import Iterable
from datetime import datetime, time

from babel.dates import format_time
from babel.lists import format_list
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rulebooks.hours import Window

_MIDNIGHT = 24
# As the French operator writes them: "HC (1H28-6H58;13H58-16H28)".
_OFF_PEAK = re.compile(r"HC ?\(([0-9H;-]+)\)")
_HOUR = r"((?:[01]?\d|2[0-3])H[0-5]\d)"
_SPAN = re.compile(f"{_HOUR}-{_HOUR}")


def say_hours(windows: Iterable[Window], locale: str) -> str:
    """Such as "Monday to Friday from 22:00 to 07:00, and the whole weekend"; empty for none."""
    said = [_say(window, locale) for window in windows]
    return capfirst(format_list(said, locale=locale)) if said else ""


def _say(window: Window, locale: str) -> str:
    if window.days == "weekend" and (window.from_hour, window.until_hour) == (0, _MIDNIGHT):
        return _("the whole weekend")
    hours = {
        "first_hour": _write(window.from_hour, locale),
        "last_hour": _write(window.until_hour, locale),
    }
    sentences = {
        "weekday": _("Monday to Friday from %(first_hour)s to %(last_hour)s"),
        "weekend": _("Saturday and Sunday from %(first_hour)s to %(last_hour)s"),
        "every_day": _("every day from %(first_hour)s to %(last_hour)s"),
    }
    return sentences[window.days] % hours


def _write(hour: int, locale: str) -> str:
    return str(format_time(time(hour % _MIDNIGHT), "short", locale=locale))


def say_off_peak(label: str, locale: str) -> str:
    """The operator's off-peak hours on a clock, such as "22:30 - 06:30", with the dash of a span.

    What is not written in the operator's way is shown as it stands.
    """
    listed = _OFF_PEAK.fullmatch(label)
    said = [_say_span(span, locale) for span in listed[1].split(";")] if listed else [""]
    return ", ".join(said) if all(said) else label


def _say_span(written: str, locale: str) -> str:
    found = _SPAN.fullmatch(written)
    if found is None:
        return ""
    ends = [datetime.strptime(end, "%HH%M").time() for end in found.groups()]  # noqa: DTZ007 - a time of any day
    return "\u2013".join(format_time(end, "HH:mm", locale=locale) for end in ends)
