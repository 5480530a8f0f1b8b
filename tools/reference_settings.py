"""The variables of the environment that the code reads, each with what it does.

Names and defaults come from the code; the sentences stand here. A variable without a sentence, and a
sentence without a variable, is an error.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

READERS = {"read_flag", "read_list", "read_number"}

MEANINGS: dict[str, dict[str, str]] = {
    "Every process": {
        "DATABASE_URL": "`postgres://user:password@host:port/name` of a PostgreSQL from 15 on; each kind of process "
        "has its own login. Without it: the embedded server that runs in `KWARTIER_DATA`.",
        "SECRET_KEY": "signs sessions, links and tokens. The web refuses to start without one; whoever changes it "
        "signs everybody out.",
        "KWARTIER_FACTOR_KEYS": "seals the secrets of authenticator apps and recovery codes: 32 random bytes in base 64 "
        "with - and _, several with commas between. The first seals, each opens; after a change run `kwartier manage "
        "seal_factors`. Without it: a key made from `SECRET_KEY`.",
        "EMAIL_URL": "`smtp://user:password@host:587/?tls=starttls` or `smtps://...`; without it mails wait in the "
        "outbox.",
        "KWARTIER_MAIL_FROM": "the sender of every mail; the brand's name stands before its address.",
        "KWARTIER_PROFILES_DIR": "the folder of imported load profiles; without it only the packed ones are known.",
        "KWARTIER_ARCHIVE": "the folder of the archive of documents, kept and backed up like the database; without it "
        "`archive` in `KWARTIER_DATA`.",
        "KWARTIER_EINVOICES": "where e-invoices are dropped for the access point, a folder per brand; without it they "
        "wait.",
        "KWARTIER_PRINT": "where print batches are dropped for the print house, a folder per brand; without it letters "
        "wait.",
        "KWARTIER_BANK": "where the bank's statements arrive, a folder per brand; without it they are loaded by hand.",
        "KWARTIER_BANK_OUT": "where collections and refunds are dropped for the bank, a folder per brand; without it "
        "agents fetch them.",
        "KWARTIER_ADDRESS": "where customers open the pages, such as `https://energy.example`, for links in mails; "
        "without it mails have none.",
        "KWARTIER_PREPARE": "after how many runs a statement is prepared on the database's side; -1 behind a pooler "
        "that hands a connection to others between transactions.",
        "KWARTIER_LOG": "the least important kind of message that is logged: DEBUG, INFO, WARNING, ERROR.",
    },
    "The web": {
        "ALLOWED_HOSTS": "host names that are answered, with commas between.",
        "CSRF_TRUSTED_ORIGINS": "origins (`https://...`) whose forms are trusted besides the own host, with commas "
        "between.",
        "KWARTIER_TLS": "1 behind a reverse proxy that speaks https: secure cookies, HSTS, and `X-Forwarded-Proto` "
        "is believed.",
        "KWARTIER_PROXIES": "how many reverse proxies stand before the web: so many entries of `X-Forwarded-For` are "
        "believed. Rate limits count by the visitor's address, so this must be right.",
        "KWARTIER_POOL": "the most database connections of one web process.",
        "KWARTIER_STATIC": "the folder of collected static files (`kwartier manage collectstatic`), served "
        "compressed and kept for long; without it they are served as they stand in the program.",
    },
    "The demonstration and development": {
        "KWARTIER_DATA": "the folder of a demonstration: database, key, logs.",
        "KWARTIER_ROLE": "the part that a process plays: owner, web or worker. The commands set it themselves.",
        "KWARTIER_DEMO": "1 in a demonstration. The commands set it themselves.",
        "KWARTIER_DEBUG": "1 shows tracebacks in the browser: never where somebody else can reach it.",
        "DATABASE_URL_WEB": "for `kwartier demo` on a foreign server: the web's own login.",
        "DATABASE_URL_WORKER": "the same for the worker.",
    },
}
# Read by a name that is put together while running, or set by libraries and not by an operator.
COMPOSED = {"DATABASE_URL_WEB", "DATABASE_URL_WORKER"}
OF_LIBRARIES = {"DJANGO_SETTINGS_MODULE", "PYTEST_VERSION", "LD_LIBRARY_PATH"}


@dataclass(frozen=True)
class Setting:
    """One variable."""

    name: str
    default: str
    meaning: str


def list_settings(source: Path) -> list[tuple[str, list[Setting]]]:
    """Heading and settings, in the order of MEANINGS.

    Raises:
        ValueError: the code reads a variable that is not described here, or a described one is read nowhere.
    """
    defaults = dict(_find_reads(source))
    described = {name for names in MEANINGS.values() for name in names}
    read = set(defaults) - OF_LIBRARIES | COMPOSED
    if read != described:
        raise ValueError(
            f"not described: {sorted(read - described)}, read nowhere: {sorted(described - read)}"
        )
    return [
        (
            heading,
            [Setting(name, _show(defaults.get(name)), meaning) for name, meaning in names.items()],
        )
        for heading, names in MEANINGS.items()
    ]


def _find_reads(source: Path) -> Iterator[tuple[str, object]]:
    """Variable and default at each place that reads one; those with a default come last and win."""
    found = []
    for path in sorted(source.rglob("*.py")):
        text = path.read_text("utf-8")
        if "environ" in text or "read_flag" in text or "read_list" in text or "read_number" in text:
            found += list(_find_reads_in(ast.parse(text)))
    # a default of "." is the folder of whoever asks, and no default of the house
    yield from sorted(found, key=lambda read: bool(read[1]) and read[1] != ".")


def _find_reads_in(tree: ast.Module) -> Iterator[tuple[str, object]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _is_reader(node.func):
            name = node.args[0]
            if isinstance(name, ast.Constant):
                default = node.args[1] if len(node.args) > 1 else None
                yield name.value, default.value if isinstance(default, ast.Constant) else None
        elif _is_environment_item(node):
            yield node.slice.value, None


def _is_environment_item(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and _is_environ(node.value)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.ctx, ast.Load)
    )


def _is_reader(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in READERS
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "get"
        and _is_environ(function.value)
    )


def _is_environ(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ"


def _show(default: object) -> str:
    return f"`{default}`" if default else ""
