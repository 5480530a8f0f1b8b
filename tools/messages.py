"""Extracts user texts and holds the catalogues against them: ``python tools/messages.py``.

Without an argument it updates ``src/kwartier/locale/<language>/LC_MESSAGES/django.po``: new messages are
added empty, unused ones removed, translations kept. ``--check`` changes nothing and exits with 1, naming
what is missing, unused, fuzzy, or has other placeholders than its message.

The catalogue of one country (`fr_France`) holds only what is said differently there. Nothing is missing from it;
what is no longer used goes, and a word of the other country that comes back is named (``--check`` says which).

Templates are turned into Python by Django's own lexer, so that what is extracted is what Django renders;
GNU gettext is not needed.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kwartier"
LANGUAGES = ("fr", "nl", "de")
# What a country does not say, by its catalogue, and the language whose other sentences it shares.
COUNTRIES = {"fr_France": ("fr", re.compile(r"acompte|décompte|domiciliation", re.IGNORECASE))}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|\{\{(\w+:\w+)\}\}")
Found = tuple[str, int, "str | tuple[str, ...]", "str | None"]


def _messages_of_python(text: str, place: str) -> Iterator[Found]:
    for line, function, message, _ in extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {}):
        parts = message if isinstance(message, tuple) else (message,)
        context = None
        if function in {"pgettext", "pgettext_lazy", "npgettext"}:
            context, parts = parts[0], parts[1:]
        kept = tuple(part for part in parts if part)
        if function.startswith(("n", "np")) and len(kept) >= 2:  # noqa: PLR2004 - singular and plural
            yield place, line, kept[:2], context
        elif kept:
            yield place, line, kept[0], context


def find_messages() -> Iterator[Found]:
    """Every message of the house, with its place."""
    from django.utils.translation.template import templatize

    for path in sorted(SOURCE.rglob("*")):
        place = str(path.relative_to(ROOT))
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _messages_of_python(path.read_text(), place)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            lines = templatize(path.read_text(), origin=place).splitlines()
            # What is left of the template is no Python block: only its lines are read.
            yield from _messages_of_python("\n".join(line.strip() for line in lines), place)


def build_template() -> Catalog:
    """A catalogue of all messages, in order of place, without translations."""
    catalog = Catalog(project="Kwartier", charset="utf-8", fuzzy=False)
    for place, _, message, context in find_messages():
        catalog.add(message, locations=[(place, 0)], context=context)
    return catalog


def path_of(language: str) -> Path:
    """Where a language's catalogue is."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue as it stands, or an empty one."""
    path = path_of(language)
    if not path.exists():
        return Catalog(
            locale=_locale_of(language), project="Kwartier", charset="utf-8", fuzzy=False
        )
    with path.open("rb") as file:
        return read_po(file, locale=_locale_of(language))


def _locale_of(language: str) -> str:
    return COUNTRIES[language][0] if language in COUNTRIES else language


def _texts(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(ids), tuple(strings)


def _shape(message: Message) -> int:
    """How many forms a message has: 1, or 2 with its plural."""
    return len(_texts(message)[0])


def _placeholders(text: str) -> set[str]:
    return {found.group(0) for found in PLACEHOLDER.finditer(text)}


def check(template: Catalog, language: str) -> list[str]:
    """What is wrong with a language's catalogue, a sentence each."""
    catalog, wrong = read(language), []
    if language in COUNTRIES:
        return _check_country(template, language)
    wanted = {(message.id, message.context) for message in template if message.id}
    for message in template:
        if not message.id:
            continue
        have = catalog.get(
            message.id if isinstance(message.id, str) else message.id[0], message.context
        )
        ids, _ = _texts(message)
        strings = _texts(have)[1] if have else ("",)
        if not all(strings) or len(ids) > len(strings):
            wrong.append(f"{language}: not translated: {ids[0]!r} ({message.locations[0][0]})")
        elif have and have.fuzzy:
            wrong.append(f"{language}: fuzzy: {ids[0]!r}")
        elif have:
            wrong += _misplaced(have, language)
    for message in catalog:
        if message.id and (message.id, message.context) not in wanted:
            wrong.append(f"{language}: no longer used: {message.id!r}")
    return wrong


def _check_country(template: Catalog, country: str) -> list[str]:
    """What is wrong with what a country says differently."""
    wanted = {(message.id, message.context) for message in template if message.id}
    wrong = []
    for message in read(country):
        if not message.id:
            continue
        if (message.id, message.context) not in wanted:
            wrong.append(f"{country}: no longer used: {message.id!r}")
        else:
            wrong += _misplaced(message, country)
    return wrong


def _misplaced(message: Message, language: str) -> list[str]:
    """The translations of a message that have other placeholders than it."""
    ids, strings = _texts(message)
    wanted = set().union(*map(_placeholders, ids))
    return [
        f"{language}: other placeholders: {ids[0]!r} -> {string!r}"
        for string in strings
        if not _placeholders(string) <= wanted
        or (len(ids) == 1 and _placeholders(string) != wanted)
    ]


def list_foreign(country: str) -> list[str]:
    """The sentences of the language that hold a word which the country has another one for."""
    language, foreign = COUNTRIES[country]
    own = {(message.id, message.context) for message in read(country)}
    return [
        f"{country}: still said as elsewhere: {_texts(message)[1][0]!r}"
        for message in read(language)
        if message.id
        and (message.id, message.context) not in own
        and any(foreign.search(string or "") for string in _texts(message)[1])
    ]


def update(template: Catalog, language: str) -> int:
    """Bring a catalogue in step with the template; returns how many messages wait for a translation."""
    catalog = read(language)
    fresh = Catalog(locale=_locale_of(language), project="Kwartier", charset="utf-8", fuzzy=False)
    fresh.header_comment = f"# User texts of Kwartier: {language}. See tools/messages.py."
    for message in template:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            have = catalog.get(key, message.context)
            # A message that got or lost its plural waits for both forms anew.
            string = have.string if have and _shape(have) == _shape(message) else None
            if language in COUNTRIES and not string:
                continue
            fresh.add(message.id, string, locations=message.locations, context=message.context)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, omit_header=False, width=100, sort_by_file=True, include_lineno=False)
    # Dates of creation would make every run a change.
    text = re.sub(
        r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To): .*\n',
        "",
        path.read_text(),
        flags=re.MULTILINE,
    )
    path.write_text(text)
    return sum(not all(_texts(message)[1]) for message in fresh if message.id)


def main() -> int:
    """Update or check all languages."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="change nothing; say what is wrong")
    chosen = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    template = build_template()
    if chosen.check:
        wrong = [line for each in (*LANGUAGES, *COUNTRIES) for line in check(template, each)]
        print("\n".join(wrong) or f"{len(template)} messages, complete in {', '.join(LANGUAGES)}")
        return int(bool(wrong))
    for language in LANGUAGES:
        print(f"{language}: {update(template, language)} of {len(template)} wait for a translation")
    for country in COUNTRIES:
        update(template, country)
        print("\n".join(list_foreign(country)) or f"{country}: says nothing as elsewhere")
    return 0


if __name__ == "__main__":
    sys.exit(main())
