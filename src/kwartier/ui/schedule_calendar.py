"""An instalment schedule as a calendar file (RFC 5545): one day for each instalment.

Each day keeps its identity when the schedule is revised, and ``SEQUENCE`` counts the revisions: a
calendar that takes the file again changes its entries instead of doubling them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from kwartier.billing.schedule_types import InstalmentView, ScheduleView
from kwartier.ui.formats import format_money

CALENDAR_TYPE = "text/calendar; charset=utf-8"
_MOST_OCTETS = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def write_calendar(schedule: ScheduleView, *, brand_name: str, host: str, locale: str) -> bytes:
    """The calendar of a schedule, in the language that is active; ``host`` makes its names unique."""
    latest = schedule.revisions[0]
    stamped = (latest.answered_at or latest.made_at).astimezone(UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kwartier//Instalment schedule//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escape(f'{brand_name} {schedule.number}')}",
    ]
    for each in schedule.instalments:
        lines += _event(each, schedule, host=host, stamped=stamped, locale=locale)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _fold(line)).encode()


def _event(
    each: InstalmentView, schedule: ScheduleView, *, host: str, stamped: datetime, locale: str
) -> list[str]:
    told = {"amount": format_money(each.amount_cents, locale), "number": schedule.number}
    summary = _("Instalment of %(amount)s, schedule %(number)s") % told
    reference = _("Reference of a transfer: %(reference)s") % {"reference": schedule.reference}
    return [
        "BEGIN:VEVENT",
        # By its month: a revision leaves the days where they are.
        f"UID:{schedule.number}-{each.due_on:%Y%m}@{host}",
        f"SEQUENCE:{schedule.sequence}",
        f"DTSTAMP:{stamped:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{each.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{each.due_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(summary)}",
        f"DESCRIPTION:{_escape(reference)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escape(text: str) -> str:
    return text.translate(_ESCAPED)


def _fold(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, each but the first after a space; no sign is cut."""
    part, octets = "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > _MOST_OCTETS:
            yield part
            part, octets = " ", 1
        part += sign
        octets += size
    yield part
