"""Invented files of consumption, in the shapes in which grid operators write them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
EAN = "541440000000000019"
DUTCH = (
    "Van (datum);Van (tijdstip);Tot (datum);Tot (tijdstip);EAN-code;Meter;Metertype;Register;"
    "Volume;Eenheid;Validatiestatus;Omschrijving"
)
ENGLISH = (
    "From (date);From (time);Until (date);Until (time);EAN code;Meter;Meter type;Register;"
    "Volume;Unit;Validation status;Description"
)
GAS = (
    "Van datum;Van tijdstip;Tot datum;Tot tijdstip;EAN;Meter;Metertype;Register;"
    "Volume;Eenheid;Validatiestatus;Calorische Bovenwaarde"
)


def list_starts(first: str, until: str, step_minutes: int = 15) -> Iterator[datetime]:
    """The instants at which the intervals between two local midnights begin."""
    at = datetime.fromisoformat(first).replace(tzinfo=BRUSSELS).astimezone(UTC)
    end = datetime.fromisoformat(until).replace(tzinfo=BRUSSELS).astimezone(UTC)
    while at < end:
        yield at
        at += timedelta(minutes=step_minutes)


def say_wh(value_wh: int) -> str:
    """Wh as kWh with a decimal comma."""
    return f"{value_wh // 1000},{value_wh % 1000:03d}"


def write_row(
    begin: datetime,
    end: datetime,
    *,
    register: str,
    volume: str,
    unit: str = "kWh",
    state: str = "Gevalideerd",
    last: str = "",
    ean: str = EAN,
    day: str = "%d-%m-%Y",
) -> str:
    """One row of the Flemish operator's export, by its local times."""
    times = ";".join(at.astimezone(BRUSSELS).strftime(f"{day};%H:%M:%S") for at in (begin, end))
    return (
        f'{times};="{ean}";1SAG1100000000;Digitale Meter;{register};{volume};{unit};{state};{last}'
    )


def is_night(at: datetime) -> bool:
    """Whether the night register counts."""
    local = at.astimezone(BRUSSELS)
    return local.weekday() >= 5 or not 7 <= local.hour < 22


def write_quarters(
    first: str,
    until: str,
    *,
    value: Callable[[int], int] = lambda place: 100 + place % 97,
    step_minutes: int = 15,
    header: str = DUTCH,
    by_label: bool = False,
) -> str:
    """An export of quarter-hours (or hours) in both directions, day and night.

    With ``by_label`` the rows stand by what the clock shows, so that the two passes of the hour
    that comes twice alternate; otherwise as time passes.
    """
    is_dutch = header == DUTCH
    ways = ("Afname", "Injectie") if is_dutch else ("Offtake", "Injection")
    uses = ("Dag", "Nacht") if is_dutch else ("Day", "Night")
    rows = []
    for place, at in enumerate(list_starts(first, until, step_minutes)):
        for way, factor in zip(ways, (1, 2), strict=True):
            row = write_row(
                at,
                at + timedelta(minutes=step_minutes),
                register=f"{way} {uses[is_night(at)]}",
                volume=say_wh(factor * value(place)),
                state="Gevalideerd" if is_dutch else "Read",
                day="%d-%m-%Y" if is_dutch else "%d/%m/%Y",
            )
            rows.append((at, row))
    if by_label:
        rows.sort(key=lambda each: each[0].astimezone(BRUSSELS).replace(tzinfo=None))
    return "\n".join([header, *(row for _, row in rows)])


def write_gas(
    first: str, until: str, *, value: Callable[[int], int] = lambda place: 100 + place
) -> str:
    """An export of hours of gas: each in m³ (liters from ``value``) and in kWh, at 11 kWh/m³."""
    rows = [GAS]
    for place, at in enumerate(list_starts(first, until, 60)):
        end, liters = at + timedelta(hours=1), value(place)
        rows.append(
            write_row(at, end, register="Afname", volume=say_wh(11 * liters), last="Definitief")
        )
        rows.append(write_row(at, end, register="Afname", volume=say_wh(liters), unit="m³"))
    return "\n".join(rows)


def write_crc(telegram: str) -> bytes:
    """A P1 telegram with the check sum behind its last line, which is ``!``."""
    content = telegram.replace("\n", "\r\n").encode("ascii")
    check = 0
    for byte in content:
        check ^= byte
        for _ in range(8):
            check = (check >> 1) ^ 0xA001 if check & 1 else check >> 1
    return content + f"{check:04X}\r\n".encode()
