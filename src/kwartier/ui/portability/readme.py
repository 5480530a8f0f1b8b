"""What all files of an export are, in four languages: the reader's own first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from energycore.intervals import ValueState
from kwartier.platform.language import speech_of, spoken_language
from kwartier.platform.wording import speak_moment
from kwartier.portability.queries import list_tables
from kwartier.ui.portability.taking import Taking

_RULE: Final = "=" * 72


@dataclass(slots=True)
class Contents:
    """What went into an export: rows by table, files by folder, papers that cannot be read back."""

    rows: dict[str, int] = field(default_factory=dict)
    feeds: int = 0
    bundles: int = 0
    documents: int = 0
    photos: int = 0
    lost: list[str] = field(default_factory=list)


def write_readme(taking: Taking, contents: Contents) -> bytes:
    """The text, UTF-8, lines ended as every system reads them."""
    with translation.override(taking.language):
        own = spoken_language()
    others = sorted(code for code, _name in settings.LANGUAGES if code != own)
    parts = []
    for language in (own, *others):
        with translation.override(speech_of(language, taking.brand.country)):
            parts.append("\n".join(_list_lines(taking, contents)))
    return f"\n\n{_RULE}\n\n".join(parts).replace("\n", "\r\n").encode("utf-8-sig")


def _list_lines(taking: Taking, contents: Contents) -> Iterator[str]:
    account = taking.account
    yield _("Everything that %(brand)s keeps about customer account %(number)s, %(name)s.") % {
        "brand": taking.brand.name,
        "number": account.number,
        "name": account.name,
    }
    yield _("Made on %(moment)s, with all that was known then, from the first day on.") % {
        "moment": speak_moment(taking.now.astimezone(taking.brand.timezone))
    }
    yield ""
    yield from _list_tables(contents)
    yield ""
    yield from _list_folders(contents)
    yield ""
    yield from _list_rules()


def _list_tables(contents: Contents) -> Iterator[str]:
    yield _("tables/: each as CSV and as JSON, with the same rows")
    for table in list_tables():
        yield f"  {table.name} ({contents.rows[table.name]}): {table.says}"
    yield "  bill_lines: " + _("Every line of the bills: quantity, price, amount and rule.")


def _list_folders(contents: Contents) -> Iterator[str]:
    yield f"intervals/ ({contents.feeds}): " + _(
        "For each supply point its quarter-hours, half-hours, hours or days, as Green Button (ESPI) XML: the newest value of each."
    )
    yield f"bundles/ ({contents.bundles}): " + _(
        "For each bill everything that it was made from; with it anybody can calculate the bill again."
    )
    yield f"documents/ ({contents.documents}): " + _(
        "The documents themselves, by year of issue: PDF, and e-invoices as XML."
    )
    if contents.photos:
        yield f"photos/ ({contents.photos}): " + _(
            "Your photos of the meter, named by supply point and id of the reading."
        )
    if contents.lost:
        yield _("Not to be read back today, ask us for it: %(names)s") % {
            "names": ", ".join(contents.lost)
        }


def _list_rules() -> Iterator[str]:
    yield _("How to read it")
    yield "  _cents: " + _(
        "Euro cents; in postings what you owe is positive, what we owe you negative."
    )
    yield "  _wh, _w: " + _("Watt-hours and watts; 1000 Wh are a kWh.")
    yield "  _bp: " + _("Hundredths of a percent.")
    yield "  _on, _at: " + _("A day; an instant in UTC.")
    yield "  _from, _until: " + _(
        "The first day that counts, and the first day that no longer does."
    )
    yield "  " + _("An empty field is not known: it is never zero.")
    states = ", ".join(state.label for state in ValueState)
    yield "  " + _("States of a value, the best first: %(states)s.") % {"states": states}
    yield "  " + _(
        "A day of electricity begins at midnight, a day of gas at 06:00, in the local time of the supply point. Where a grid operator told only the total of a day of gas, it stands there too."
    )
    yield "  " + _(
        "Values of a supply point are those of your contracts alone: nothing of whoever was supplied there before or after you."
    )
    yield "  " + _("Passwords, secrets, and files with other customers in them are not in here.")
