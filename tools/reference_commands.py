"""The commands of ``kwartier`` and of ``make``, with their options, read off their parsers."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

MAKE_TARGET = re.compile(r"^([a-z]+):.*## (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Option:
    """One option or argument, as typed."""

    words: str
    default: str
    meaning: str


@dataclass(frozen=True)
class Command:
    """One line of the map."""

    group: str
    words: str
    summary: str
    options: tuple[Option, ...]


class _Caught(BaseException):
    """Carries a parser out of the function that made it; nothing catches it on the way."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__()
        self.parser = parser


def list_commands() -> list[Command]:
    """The map of ``kwartier``, in its order."""
    from kwartier.config.command import list_entries

    return [
        Command(entry.group, entry.words, entry.summary, tuple(_list_options(entry)))
        for entry in list_entries()
    ]


def list_make_targets(makefile: Path) -> list[tuple[str, str]]:
    """The targets that say what they do."""
    return MAKE_TARGET.findall(makefile.read_text("utf-8"))


def _list_options(entry: object) -> list[Option]:
    parser = _catch_parser(entry.does) if callable(entry.does) else _open_django_parser(entry)
    if parser is None:
        return []
    return [_describe(action) for action in vars(parser)["_actions"] if action.dest != "help"]


def _catch_parser(does: object) -> argparse.ArgumentParser | None:
    """The parser of a function of ours; None for one that hands everything on to Django."""

    def catch(parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        raise _Caught(parser)

    if does.__name__ in {"manage", "migrate"}:
        return None
    with mock.patch.object(argparse.ArgumentParser, "parse_args", catch):
        try:
            does([])
        except _Caught as caught:
            return caught.parser
    raise ValueError(f"{does.__name__} parses no arguments")


def _open_django_parser(entry: object) -> argparse.ArgumentParser:
    from kwartier.config.command import TRY
    from kwartier.config.command_actions import open_management_parser

    return open_management_parser(entry.does, words=entry.words, with_folder=entry.group == TRY)


def _describe(action: argparse.Action) -> Option:
    value = "" if action.nargs == 0 else (action.metavar or action.dest).upper()
    if action.choices is not None:
        value = "{" + ",".join(map(str, action.choices)) + "}"
    if action.nargs in {"+", "*"}:
        value += " ..."
    words = f"{action.option_strings[-1]} {value}".strip() if action.option_strings else value
    return Option(
        words, _default_of(action), (action.help or "").replace(" (default: %(default)s)", "")
    )


def _default_of(action: argparse.Action) -> str:
    if not action.option_strings:
        return "needed"
    if action.nargs == 0 or action.default in {None, ""}:
        return ""
    # how many cores, which folder: what the machine decides is not written down
    if action.dest == "workers":
        return "one per core"
    return ".demo" if action.dest == "data" else f"{action.default}"
