"""How the options of ``kwartier`` are read: every mistake is one sentence, with where to look next."""

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

DEFAULT_FOLDER = ".demo"
MISUSED = 2  # What a shell expects of a command that was typed wrongly.
_HIGHEST_PORT = 65_535


class PlainParser(argparse.ArgumentParser):
    """Says what is wrong without printing its whole usage before it; ends with 2."""

    def __init__(self, words: str, summary: str) -> None:
        super().__init__(prog=f"kwartier {words}", description=summary, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Refuse in one sentence."""
        print(f"{message[:1].upper()}{message[1:]}. See `{self.prog} --help`.", file=sys.stderr)
        sys.exit(MISUSED)


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Declare ``--data FOLDER``."""
    parser.add_argument(
        "--data",
        type=read_folder,
        default=os.environ.get("KWARTIER_DATA") or DEFAULT_FOLDER,
        help="folder that holds the database, the key and the logs (default: %(default)s)",
    )


def read_folder(text: str) -> Path:
    """A folder's name; an empty one would scatter everything over the folder one stands in.

    Raises:
        ArgumentTypeError: there is no name, or a file has it.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("name a folder, for example .demo")
    if os.path.lexists(text) and not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a file; name a folder, for example .demo")
    return Path(text)


def read_port(text: str) -> int:
    """The number of a port that a browser can be sent to.

    Raises:
        ArgumentTypeError: it is not a whole number from 1 to 65535.
    """
    if text.isascii() and text.isdigit() and 0 < int(text) <= _HIGHEST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 1 to 65535")


def read_count(text: str) -> int:
    """How many of something, at least one.

    Raises:
        ArgumentTypeError: it is not a whole number above zero.
    """
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
