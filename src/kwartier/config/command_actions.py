"""What stands behind the lines of ``kwartier --help`` that are no management command."""

import argparse
import os
import sys
from typing import TYPE_CHECKING, cast

from kwartier.config.command_failures import tell_shortly
from kwartier.config.command_parsing import PlainParser, add_folder, read_count, read_port
from kwartier.config.embedded import EmbeddedPostgres, find_wheel_binaries
from kwartier.config.embedded.addresses import find_url
from kwartier.config.embedded.roles import (
    OWNER,
    WEB,
    WORKER,
    list_database_statements,
    list_role_statements,
)
from kwartier.config.environment import parse_database_url
from kwartier.config.serving import compose_web_command
from kwartier.config.supervisor import PRIVATE, Demonstration, run_demonstration

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand, CommandParser

# What Django's own command line would have filled in. Its checks look at our code, which does not change
# where it runs, and load every page for it: a second of each start. `kwartier manage check` does it.
_DJANGO_OPTIONS = {"force_color": False, "no_color": False, "skip_checks": True, "verbosity": 1}


def serve_demonstration(arguments: list[str]) -> int:
    """``kwartier demo``."""
    parser = PlainParser("demo", "Serve the whole product with invented customers.")
    add_folder(parser)
    parser.add_argument("--port", type=read_port, default=8000, help="port of the web server")
    parser.add_argument("--host", default="127.0.0.1", help="address of the web server")
    parser.add_argument("--empty", action="store_true", help="without the invented customers")
    chosen = parser.parse_args(arguments)
    return run_demonstration(
        Demonstration(
            folder=chosen.data.absolute(), host=chosen.host, port=chosen.port, empty=chosen.empty
        )
    )


def serve_web(arguments: list[str]) -> int:  # noqa: RET503 - it ends in another program
    """``kwartier serve``: this process becomes the web server."""
    parser = PlainParser("serve", "Serve the web pages and the API, behind a reverse proxy.")
    parser.add_argument("--port", type=read_port, default=8000, help="port of the web server")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address of the web server; only this machine reaches the default",
    )
    parser.add_argument("--workers", type=read_count, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--threads", type=read_count, default=4, help="threads in each")
    chosen = parser.parse_args(arguments)
    if not os.environ.get("SECRET_KEY"):
        print("Set SECRET_KEY: sessions and tokens are signed with it.", file=sys.stderr)
        return 1
    os.environ["KWARTIER_ROLE"] = "web"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    from django.conf import settings

    settings.INSTALLED_APPS  # noqa: B018 - a setting that is wrong is told here, once, not by every process
    command = compose_web_command(
        host=chosen.host, port=chosen.port, workers=chosen.workers, threads=chosen.threads
    )
    os.execv(command[0], command)  # noqa: S606 - the server takes this process's place


def start_database(arguments: list[str]) -> int:
    """``kwartier database start``."""
    parser = PlainParser("database start", "Start the embedded PostgreSQL and leave it running.")
    add_folder(parser)
    folder = parser.parse_args(arguments).data
    os.umask(PRIVATE)
    print(EmbeddedPostgres(find_wheel_binaries(), folder, detached=True, say=_say).start())
    return 0


def stop_database(arguments: list[str]) -> int:
    """``kwartier database stop``."""
    parser = PlainParser("database stop", "Stop an embedded PostgreSQL that was left running.")
    add_folder(parser)
    folder = parser.parse_args(arguments).data
    stopped = EmbeddedPostgres(find_wheel_binaries(), folder).stop_detached()
    print("The database is stopped." if stopped else f"No database was running in {folder}.")
    return 0


def print_database_url(arguments: list[str]) -> int:
    """``kwartier database url``."""
    parser = PlainParser("database url", "Print the address of the running embedded PostgreSQL.")
    add_folder(parser)
    parser.add_argument(
        "--role",
        choices=("owner", "web", "worker"),
        default="owner",
        help="who signs in with it: the owner migrates, the web and the worker serve",
    )
    chosen = parser.parse_args(arguments)
    url = find_url(chosen.data, chosen.role)
    if url is None:
        print(f"No database is running in {chosen.data}.", file=sys.stderr)
        return 1
    print(url)
    return 0


def prepare_database(arguments: list[str]) -> int:
    """``kwartier database prepare``: roles and extensions in a PostgreSQL of the operator's.

    The login of ``DATABASE_URL`` must be allowed to create roles; it becomes a member of all
    three. Where it may not, ``--print`` gives the text for the administrator of the server.
    """
    import psycopg

    parser = PlainParser("database prepare", "Create roles and extensions in DATABASE_URL.")
    parser.add_argument("--print", action="store_true", help="print the SQL, run nothing")
    printed = parser.parse_args(arguments).print
    url = os.environ.get("DATABASE_URL", "")
    if not url and not printed:
        print("Set DATABASE_URL=postgres://user:password@host/name.", file=sys.stderr)
        return 1
    database = parse_database_url(url)["NAME"]
    statements = [
        *list_role_statements(),
        f"GRANT {OWNER}, {WEB}, {WORKER} TO CURRENT_USER;",
        *list_database_statements(database),
    ]
    if printed:
        print("\n".join(statements))
        return 0
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
    except psycopg.Error as cause:
        print(
            f"The database could not be prepared: {tell_shortly(cause)}. Look at "
            "DATABASE_URL; where that login may not create roles, let the administrator run what "
            "`kwartier database prepare --print` prints.",
            file=sys.stderr,
        )
        return 1
    print(f"The database {database} is prepared; next: kwartier migrate.")
    return 0


def migrate(arguments: list[str]) -> int:
    """``kwartier migrate``."""
    return manage(["migrate", "--skip-checks", *arguments])


def manage(arguments: list[str]) -> int:
    """``kwartier manage``: Django's own command line."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    execute_from_command_line(["kwartier manage", *arguments])
    return 0


def take_folder(arguments: list[str]) -> list[str]:
    """Take ``--data FOLDER`` out: the settings look there for the running database."""
    parser = PlainParser("demo", "")
    add_folder(parser)
    if {"-h", "--help"} & set(arguments):
        return arguments
    chosen, rest = parser.parse_known_args(arguments)
    os.environ["KWARTIER_DATA"] = str(chosen.data)
    return rest


def open_management_parser(
    name: str, *, words: str, with_folder: bool = False
) -> argparse.ArgumentParser:
    """The options of a management command of ours, without those that all of Django's have."""
    command = _load(name)
    parser = PlainParser(words, command.help)
    if with_folder:
        add_folder(parser)
    command.add_arguments(cast("CommandParser", parser))  # It asks nothing more of it.
    return parser


def run_management_command(
    name: str, *, words: str, arguments: list[str], with_folder: bool = False
) -> int:
    """Run one of ours so that its help and its refusals speak of ``kwartier``; the exit code."""
    import django
    from django.core.management import CommandError
    from django.db import connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    django.setup()
    parser = open_management_parser(name, words=words, with_folder=with_folder)
    chosen = vars(parser.parse_args(arguments))
    chosen.pop("data", None)  # Taken out before the settings were read.
    try:
        _load(name).execute(**chosen, **_DJANGO_OPTIONS)
    except CommandError as refusal:
        print(refusal, file=sys.stderr)
        return refusal.returncode
    finally:
        connections.close_all()
    return 0


def _load(name: str) -> "BaseCommand":
    from django.core.management import get_commands, load_command_class

    return load_command_class(str(get_commands()[name]), name)


def _say(sentence: str) -> None:
    """To the terminal, beside the one line that a script may read."""
    print(sentence, file=sys.stderr, flush=True)
