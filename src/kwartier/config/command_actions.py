"""What stands behind the lines of ``kwartier --help`` that are no management command."""

import argparse
import os
import sys
from pathlib import Path

from kwartier.config.embedded import EmbeddedPostgres, EmbeddedPostgresRefusal, find_wheel_binaries
from kwartier.config.embedded.addresses import find_url
from kwartier.config.embedded.roles import (
    OWNER,
    WEB,
    WORKER,
    list_database_statements,
    list_role_statements,
)
from kwartier.config.serving import compose_web_command
from kwartier.config.supervisor import Demonstration, run_demonstration

DEFAULT_FOLDER = ".demo"


def serve_demonstration(arguments: list[str]) -> int:
    """``kwartier demo``."""
    parser = _open_parser("demo", "Serve the whole product with invented customers.")
    _add_folder(parser)
    parser.add_argument("--port", type=int, default=8000, help="port of the web server")
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
    parser = _open_parser("serve", "Serve the web pages and the API, behind a reverse proxy.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--threads", type=int, default=4, help="threads in each")
    chosen = parser.parse_args(arguments)
    if not os.environ.get("SECRET_KEY"):
        print("Set SECRET_KEY: sessions and tokens are signed with it.", file=sys.stderr)
        return 1
    os.environ["KWARTIER_ROLE"] = "web"
    command = compose_web_command(
        host=chosen.host, port=chosen.port, workers=chosen.workers, threads=chosen.threads
    )
    os.execv(command[0], command)  # noqa: S606 - the server takes this process's place


def start_database(arguments: list[str]) -> int:
    """``kwartier database start``."""
    parser = _open_parser("database start", "Start the embedded PostgreSQL and leave it running.")
    _add_folder(parser)
    folder = parser.parse_args(arguments).data
    try:
        print(EmbeddedPostgres(find_wheel_binaries(), folder, detached=True, say=print).start())
    except EmbeddedPostgresRefusal as refusal:
        return _refuse(refusal)
    return 0


def stop_database(arguments: list[str]) -> int:
    """``kwartier database stop``."""
    parser = _open_parser("database stop", "Stop an embedded PostgreSQL that was left running.")
    _add_folder(parser)
    folder = parser.parse_args(arguments).data
    try:
        stopped = EmbeddedPostgres(find_wheel_binaries(), folder).stop_detached()
    except EmbeddedPostgresRefusal as refusal:
        return _refuse(refusal)
    print("The database is stopped." if stopped else f"No database was running in {folder}.")
    return 0


def print_database_url(arguments: list[str]) -> int:
    """``kwartier database url``."""
    parser = _open_parser("database url", "Print the address of the running embedded PostgreSQL.")
    _add_folder(parser)
    parser.add_argument("--role", choices=("owner", "web", "worker"), default="owner")
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
    from psycopg.conninfo import conninfo_to_dict

    parser = _open_parser("database prepare", "Create roles and extensions in DATABASE_URL.")
    parser.add_argument("--print", action="store_true", help="print the SQL, run nothing")
    printed = parser.parse_args(arguments).print
    url = os.environ.get("DATABASE_URL", "")
    if not url and not printed:
        print("Set DATABASE_URL=postgres://user:password@host/name.", file=sys.stderr)
        return 1
    database = str(conninfo_to_dict(url).get("dbname") or "kwartier") if url else "kwartier"
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
            f"The database could not be prepared: {cause}. Let its administrator run what "
            "`kwartier database prepare --print` prints.",
            file=sys.stderr,
        )
        return 1
    print(f"The database {database} is prepared; next: kwartier migrate.")
    return 0


def migrate(arguments: list[str]) -> int:
    """``kwartier migrate``."""
    return manage(["migrate", *arguments])


def manage(arguments: list[str]) -> int:
    """``kwartier manage``: Django's own command line."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    execute_from_command_line(["kwartier manage", *arguments])
    return 0


def take_folder(arguments: list[str]) -> list[str]:
    """Take ``--data FOLDER`` out: the settings look there for the running database."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    _add_folder(parser)
    chosen, rest = parser.parse_known_args(arguments)
    os.environ["KWARTIER_DATA"] = str(chosen.data)
    return rest


def run_management_command(name: str, *, words: str, arguments: list[str]) -> int:
    """Run one of ours so that its help speaks of ``kwartier``; exits as Django's commands do."""
    import django
    from django.core.management import get_commands, load_command_class

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    django.setup()
    *before, last = words.split()
    command = load_command_class(str(get_commands()[name]), name)
    command.run_from_argv([" ".join(["kwartier", *before]), last, *arguments])
    return 0


def _open_parser(words: str, summary: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"kwartier {words}", description=summary)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("KWARTIER_DATA", DEFAULT_FOLDER)),
        help="folder that holds the database, the key and the logs (default: %(default)s)",
    )


def _refuse(refusal: EmbeddedPostgresRefusal) -> int:
    print(refusal, file=sys.stderr)
    return 1
