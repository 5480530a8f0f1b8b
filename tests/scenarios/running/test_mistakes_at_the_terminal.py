"""`kwartier` typed wrongly, or started where nothing is ready: one sentence, a next step, an exit code."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError
from reference_commands import list_commands

from database_server import rename_database
from kwartier.config import command
from kwartier.config.command_failures import explain_failure

ROOT = Path(__file__).resolve().parents[3]
NOWHERE = "postgres://postgres@127.0.0.1:1/x"


def run(folder, *words, **environment):
    """The command as a stranger starts it: nothing of the tests in its environment."""
    return subprocess.run(
        [sys.executable, "-m", "kwartier.config.command", *words],
        cwd=folder,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT / "src"), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def run_here(folder, words, *, capsys, monkeypatch, **environment):
    """The same in this process, for what a start of Python would prove nothing more about."""
    for name in ("DATABASE_URL", "KWARTIER_DATA", "KWARTIER_ROLE", "KWARTIER_DEMO", "SECRET_KEY"):
        monkeypatch.setenv(name, "")  # so that what the command sets is taken back after the test
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    try:
        code = command.main(words)
    except SystemExit as ended:
        code = ended.code
    said = capsys.readouterr()
    return subprocess.CompletedProcess(words, code, said.out, said.err)


@pytest.fixture
def here(tmp_path, capsys, monkeypatch):
    """Give a command in this process, in a folder with notes in it."""
    (tmp_path / "notes.txt").write_text("Not a meter.")

    def give(words, **environment):
        return run_here(
            tmp_path, words.split(), capsys=capsys, monkeypatch=monkeypatch, **environment
        )

    return give


def test_every_option_says_what_it_does():
    silent = [
        f"kwartier {command.words} {option.words}"
        for command in list_commands()
        for option in command.options
        if not option.meaning.strip()
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("demo --nonsense", "Unrecognized arguments: --nonsense. See `kwartier demo --help`."),
        ("demo --port abc", "'abc' is no port; give a number from 1 to 65535."),
        ("demo --port 0", "'0' is no port"),
        ("demo --data=", "name a folder, for example .demo"),
        ("demo --data file", "file is a file; name a folder"),
        ("demo pass --days x", "invalid int value: 'x'"),
        ("demo load --today 2026-99-99", "'2026-99-99' is no day; write one as 2026-11-21"),
        ("serve --workers 0", "'0' is not a whole number above zero"),
        ("profiles import", "The following arguments are required"),
        ("nonsense", "There is no command `kwartier nonsense`. See `kwartier --help`."),
    ],
)
def test_a_wrong_word_is_told_in_one_sentence(tmp_path, words, said, capsys, monkeypatch):
    (tmp_path / "file").write_text("")
    done = run_here(tmp_path, words.split(), capsys=capsys, monkeypatch=monkeypatch)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize("words", ["demo pass --days x", "nonsense"])
def test_a_shell_is_told_by_the_exit_code_that_a_word_was_wrong(tmp_path, words):
    done = run(tmp_path, *words.split())
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        ("demo logins", {}, "was started there. Start it with `kwartier demo`"),
        ("worker", {"DATABASE_URL": NOWHERE}, "It was sought where DATABASE_URL says"),
        ("migrate", {"DATABASE_URL": NOWHERE}, "Connection refused. It was sought where"),
        ("migrate", {"DATABASE_URL": "mysql://a"}, "must begin with postgres://, not mysql://."),
        ("migrate", {"DATABASE_URL": "postgres://u:a/b@h/x"}, "is written with %3A %2F %40 %23"),
        ("serve", {}, "Set SECRET_KEY"),
        (
            "serve",
            {"SECRET_KEY": "k", "KWARTIER_POOL": "x"},
            "KWARTIER_POOL must be a whole number",
        ),
        ("manage check", {"KWARTIER_LOG": "loud"}, "KWARTIER_LOG must be one of DEBUG, INFO"),
        ("manage check", {"EMAIL_URL": "smtp://a:b/c@x"}, "EMAIL_URL has no whole number"),
    ],
)
def test_what_is_missing_is_told_without_a_traceback(tmp_path, words, environment, said):
    (tmp_path / "notes.txt").write_text("Not a meter.")
    done = run(tmp_path, *words.split(), **environment)
    assert done.returncode == 1, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        ("demo pass --days 0", {}, "Time passes forward only"),
        ("database prepare", {"DATABASE_URL": NOWHERE}, "`kwartier database prepare --print`"),
        ("database start --data /proc/x", {}, "/proc/x: No such file or directory."),
        ("forecast backtest nowhere.csv", {}, "nowhere.csv: No such file or directory."),
        ("forecast backtest /dev/null notes.txt", {}, "notes.txt: line 1 is not meter,start,end"),
        ("profiles import spp nowhere.xlsx", {}, "give --folder, or set KWARTIER_PROFILES_DIR"),
    ],
)
def test_what_cannot_be_done_is_told_without_a_traceback(here, words, environment, said):
    done = here(words, **environment)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert said in done.stderr


def test_a_database_without_tables_is_told_to_be_migrated(server_url, tmp_path):
    empty = rename_database(server_url, "postgres")  # Nobody ever makes tables in that one.
    done = run(tmp_path, "demo", "logins", DATABASE_URL=empty)
    assert done.returncode == 1
    assert done.stderr.endswith("run `kwartier migrate`.\n")


def test_a_failure_that_nobody_foresaw_keeps_its_traceback(monkeypatch):
    def fail(_arguments):
        raise LookupError("a mistake of ours")

    monkeypatch.setattr(command, "ENTRIES", [replace(command.ENTRIES[0], does=fail)])
    with pytest.raises(LookupError, match="a mistake of ours"):
        command.main(["demo"])


def test_a_full_disk_is_not_taken_for_a_server_that_is_gone():
    failure = OperationalError("could not extend file")
    failure.__cause__ = psycopg.errors.DiskFull()
    assert explain_failure(failure).startswith("The disk of the database is full: could not")
