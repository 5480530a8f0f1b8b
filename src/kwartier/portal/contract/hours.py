"""The hours of the night register, in words."""

from collections.abc import Iterable
from datetime import time

from babel.dates import format_time
from babel.lists import format_list
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rulebooks.hours import Window

_MIDNIGHT = 24


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
