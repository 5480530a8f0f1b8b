"""The gate of coverage, the search for a browser, the copies of a database, the command's words."""

import json
import os

import coverage_gate
import find_browser
import pytest

import database_server
from kwartier.config import command
from kwartier.config.command_actions import take_folder
from kwartier.config.embedded.binaries import find_debian_binaries, read_binaries
from kwartier.config.embedded.refusals import ServerDoesNotStart


def write_report(folder, files, *, name="gw0"):
    report = {
        path: {"missing_lines": lines, "missing_branches": branches}
        for path, (lines, branches) in files.items()
    }
    (folder / f"{name}.json").write_text(json.dumps({"files": report}))
    return str(folder)


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("src/energycore/tariff/compiled.py", True),
        ("src/rulebooks/be/terms.py", True),
        ("src/kwartier/billing/operations/change_advance.py", True),
        ("src/kwartier/ledger/operations.py", True),
        ("src/kwartier/portal/views.py", False),
    ],
)
def test_a_branch_that_was_never_taken_counts_where_money_is(tmp_path, capsys, path, counts):
    covered = ("src/energycore/units.py", ([], []))
    report = write_report(tmp_path, dict([covered, (path, ([], [[4, 6]]))]))
    assert coverage_gate.main([report]) == int(counts)
    assert ("branches [4->6]" in capsys.readouterr().out) == counts


def test_what_one_worker_has_tried_counts_for_all(tmp_path, capsys):
    path = "src/energycore/units.py"
    write_report(tmp_path, {path: ([3, 4], [[1, 3], [1, 0]])}, name="gw0")
    write_report(tmp_path, {path: ([4, 7], [[1, 0]])}, name="gw1")
    assert coverage_gate.main([str(tmp_path)]) == 1
    assert f"{path}: lines [4] branches [1->exit]" in capsys.readouterr().out


def test_all_that_has_to_be_covered_is_imported_to_be_watched():
    names = coverage_gate.list_modules(database_server.ROOT)
    assert len(names) > 200
    assert {"energycore", "rulebooks.be.terms", "kwartier.ledger.operations.paying"} <= set(names)


def test_a_report_of_nothing_does_not_pass(tmp_path):
    assert coverage_gate.main([write_report(tmp_path, {})]) == 1
    whole = write_report(tmp_path, {"src/energycore/units.py": ([], [])})
    assert coverage_gate.main([whole]) == 0


def test_the_named_browser_comes_first_and_one_that_does_not_start_is_passed_over(tmp_path):
    for name, code in (("mine", 0), ("broken", 127)):
        (tmp_path / name).write_text(f"#!/bin/sh\necho Chromium 1.0\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    environ = {"PATH": str(tmp_path), "CHROMIUM": str(tmp_path / "mine")}
    assert find_browser.find_browser(environ) == str(tmp_path / "mine")
    (tmp_path / "broken").rename(tmp_path / "chromium")
    environ["CHROMIUM"] = str(tmp_path / "missing")
    assert find_browser.find_browser(environ, root=tmp_path) != str(tmp_path / "chromium")


@pytest.mark.parametrize(
    ("url", "renamed"),
    [
        ("postgres://me@host:5/one", "postgres://me@host:5/two"),
        (
            "postgresql://me@/one?host=%2Ftmp%2Fs&port=5432",
            "postgresql://me@/two?host=%2Ftmp%2Fs&port=5432",
        ),
    ],
)
def test_the_same_server_another_database(url, renamed):
    assert database_server.rename_database(url, "two") == renamed


def test_debians_oldest_acceptable_version_is_taken(tmp_path):
    for major in (13, 15, 17):
        program = tmp_path / str(major) / "bin" / "postgres"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.4 (Debian)'\n")
        program.chmod(0o755)
    assert find_debian_binaries(tmp_path).major == 15
    assert find_debian_binaries(tmp_path / "nowhere") is None


def test_programs_that_do_not_run_are_named(tmp_path):
    with pytest.raises(ServerDoesNotStart, match="DATABASE_URL=postgres://"):
        read_binaries(tmp_path)


def test_a_command_runs_as_its_role_on_the_folder_it_is_given(monkeypatch):
    ran = []
    monkeypatch.setattr(
        command.actions,
        "run_management_command",
        lambda name, *, words, arguments, **_: ran.append((name, words, arguments)) or 0,
    )
    for name in ("KWARTIER_ROLE", "KWARTIER_DEMO", "KWARTIER_DATA"):
        monkeypatch.setenv(name, "unset")
        monkeypatch.delenv(name)
    assert command.main(["demo", "pass", "--days", "30", "--data", "elsewhere"]) == 0
    assert ran == [("demo_pass", "demo pass", ["--days", "30"])]
    assert os.environ["KWARTIER_ROLE"] == "worker"
    assert os.environ["KWARTIER_DEMO"] == "1"
    assert os.environ["KWARTIER_DATA"] == "elsewhere"
    monkeypatch.setenv("KWARTIER_DATA", "mine")
    assert take_folder(["--seed", "4"]) == ["--seed", "4"]
    assert os.environ["KWARTIER_DATA"] == "mine"
