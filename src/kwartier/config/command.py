"""The command ``kwartier``: the map of everything an operator does.

Thin: a line of the map names a management command of Django, which does the work, or a function
of this package where Django must not be loaded. The map shows what exists and nothing else.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from kwartier import __version__
from kwartier.config import command_actions as actions
from kwartier.config import command_bills as bills
from kwartier.config.collecting import collect_rarely
from kwartier.config.command_failures import explain_failure
from kwartier.config.command_search import find_management_command

Action = Callable[[list[str]], int]
INTERRUPTED = 130  # What a shell expects after Ctrl-C.


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the map.

    ``words`` are typed after ``kwartier``; ``does`` is a function of the remaining arguments or
    the name of a management command; ``role`` is the database role of the latter.
    """

    group: str
    words: str
    shown: str = ""
    summary: str
    does: Action | str
    role: str = "owner"

    def exists(self) -> bool:
        """Whether there is something behind the line."""
        return callable(self.does) or find_management_command(self.does) is not None


TRY, RUN, KEEP, FIGURES, BUILD = (
    "Try it on this machine",
    "Run it",
    "Keep the database",
    "Figures and forecasts",
    "Everything else",
)
ENTRIES = (
    Entry(
        group=TRY,
        words="demo",
        shown="demo [--port 8000] [--data .demo]",
        summary="Serve the whole product with invented customers.",
        does=actions.serve_demonstration,
    ),
    Entry(
        group=TRY,
        words="demo pass",
        shown="demo pass --days N [--data .demo]",
        summary="Let time pass in the demonstration: everything due happens.",
        does="demo_pass",
        role="worker",
    ),
    Entry(
        group=TRY,
        words="demo load",
        summary="Fill an empty database with the demonstration.",
        does="load_demo",
    ),
    Entry(
        group=TRY,
        words="demo logins",
        summary="List who can sign in to the demonstration.",
        does="demo_logins",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="serve",
        shown="serve [--host 127.0.0.1] [--port 8000]",
        summary="Serve the web pages and the API, behind a reverse proxy.",
        does=actions.serve_web,
    ),
    Entry(
        group=RUN,
        words="worker",
        summary="Do the work in the background: mails, yearly runs. Any number of them.",
        does="run_worker",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="billing-run",
        shown="billing-run plan|approve|run|release|undo|leave-out|plan-again|show [NUMBER] --brand KEY --as EMAIL",
        summary="Settle everybody whose period is over: a dry run, drafts, then bills.",
        does="billing_run",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="payments",
        shown="payments show|collect|send|refund|approve|undo|fetch|answer [NUMBER|FILE] --brand KEY --as EMAIL",
        summary="Collect by direct debit, refund, and read the bank's answers.",
        does="bank_files",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="payments creditor",
        shown="payments creditor --brand KEY [--iban IBAN …] [--from DAY --as EMAIL]",
        summary="Show what a brand is towards the banks, or say it from a day on.",
        does="set_creditor",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="documents make",
        shown="documents make --brand KEY [--from DAY] [--number NUMBER]",
        summary="Make the PDF of every bill and advance invoice that has none.",
        does="make_documents",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="documents expire",
        shown="documents expire --brand KEY [--delete FINGERPRINT]",
        summary="Report what was kept long enough, and delete what a report lists.",
        does="expire_documents",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="archive strays",
        shown="archive strays [--delete]",
        summary="List what lies in the archive and nothing names, older than a day; or delete it.",
        does="stray_files",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="import-documents",
        shown="import-documents FOLDER MANIFEST --brand KEY [--source NAME]",
        summary="Take over the PDFs of a former system: all of a list, or none.",
        does="import_documents",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="letters print",
        shown="letters print --brand KEY",
        summary="Drop the letters that wait into the folder of the print house.",
        does="print_letters",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="mail bounced",
        shown="mail bounced NUMBER ADDRESS --brand KEY [--reason TEXT]",
        summary="Note that a mail about a bill came back; a letter follows.",
        does="note_bounce",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="bank add",
        shown="bank add IBAN --brand KEY [--name NAME] [--from DAY]",
        summary="Load the statements of an account of the supplier's from now on.",
        does="add_bank_account",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="bank load",
        shown="bank load FILES --brand KEY",
        summary="Load statements of the bank (CODA, camt), and place their payments.",
        does="load_statements",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="bank check",
        shown="bank check --brand KEY [--on DAY]",
        summary="Check that bank, books and customers' balances agree.",
        does="check_bank",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="intervals load",
        shown="intervals load FILES --brand KEY [--check] [--quarantine] [--code EAN]",
        summary="Load the grid operator's files of quarter-hours, hours or days.",
        does="load_intervals",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="weather load",
        shown="weather load FILES --brand KEY --station CODE [--check] [--name NAME --source TEXT --serves LIST]",
        summary="Load daily or hourly temperatures of a weather station.",
        does="load_temperatures",
        role="worker",
    ),
    Entry(
        group=RUN,
        words="ledger export",
        shown="ledger export MONTH|YEAR --brand KEY [--format csv|fec] [--to FOLDER]",
        summary="Write the journals of a month or a year for general accounting.",
        does="export_books",
        role="worker",
    ),
    Entry(
        group=KEEP,
        words="migrate",
        summary="Bring the tables to the shape of this version.",
        does=actions.migrate,
    ),
    Entry(
        group=KEEP,
        words="database start",
        shown="database start [--data .demo]",
        summary="Start the embedded PostgreSQL and leave it running.",
        does=actions.start_database,
    ),
    Entry(
        group=KEEP,
        words="database stop",
        shown="database stop [--data .demo]",
        summary="Stop an embedded PostgreSQL that was left running.",
        does=actions.stop_database,
    ),
    Entry(
        group=KEEP,
        words="database url",
        shown="database url [--data .demo] [--role owner]",
        summary="Print the address of the running embedded PostgreSQL.",
        does=actions.print_database_url,
    ),
    Entry(
        group=KEEP,
        words="database prepare",
        shown="database prepare [--print]",
        summary="Create roles and extensions in a PostgreSQL of yours (DATABASE_URL).",
        does=actions.prepare_database,
    ),
    Entry(
        group=FIGURES,
        words="forecast backtest",
        shown="forecast backtest FILES",
        summary="Test the forecast of the settlement on real meters.",
        does="backtest_forecast",
        role="worker",
    ),
    Entry(
        group=FIGURES,
        words="profiles import",
        shown="profiles import KIND FILE",
        summary="Read an official yearly workbook, or open data, of load profiles.",
        does="import_profiles",
        role="worker",
    ),
    Entry(
        group=FIGURES,
        words="cards publish",
        shown="cards publish FILE --brand KEY [--check]",
        summary="Publish the price cards of a file: all of them, or none.",
        does="publish_cards",
        role="worker",
    ),
    Entry(
        group=FIGURES,
        words="brand setting",
        shown="brand setting [KEY [VALUE]] --brand KEY [--from DAY --source TEXT --as EMAIL]",
        summary="Show what a brand decides for itself, or decide it from a day on.",
        does="brand_setting",
        role="worker",
    ),
    Entry(
        group=FIGURES,
        words="ledger chart",
        shown="ledger chart [BOOK [NUMBER NAME]] --brand KEY [--from DAY --vat BP --iban IBAN --as EMAIL]",
        summary="Show the chart of accounts of the export, or say an account of the brand's own.",
        does="chart_accounts",
        role="worker",
    ),
    Entry(
        group=FIGURES,
        words="bill recompute",
        shown="bill recompute BUNDLE",
        summary="Make a bill again from its downloaded bundle, and say where it differs.",
        does=bills.recompute_bill,
    ),
    Entry(
        group=FIGURES,
        words="bill quote",
        shown="bill quote CASE [--json]",
        summary="Price a case written by hand: every line, VAT and the total.",
        does=bills.quote_bill,
    ),
    Entry(
        group=FIGURES,
        words="bill correct",
        shown="bill correct NUMBER --brand KEY --reason WHY",
        summary="Take a wrong bill back by a credit note, and issue the one that is right today.",
        does="correct_bill",
        role="worker",
    ),
    Entry(
        group=BUILD,
        words="manage",
        shown="manage COMMAND",
        summary="Run a command of Django, as the owner of the database.",
        does=actions.manage,
    ),
)


def list_entries() -> list[Entry]:
    """The lines whose command exists."""
    return [entry for entry in ENTRIES if entry.exists()]


def render_map() -> str:
    """The help text: every line, under the heading of its group."""
    lines = ["Kwartier, the customer platform of an energy supplier.", ""]
    for group, entries in groupby(list_entries(), key=lambda entry: entry.group):
        lines.append(f"{group}:")
        for entry in entries:
            lines.append(f"  kwartier {entry.shown or entry.words}")
            lines.append(f"      {entry.summary}")
        lines.append("")
    lines.append("`kwartier COMMAND --help` says more, `kwartier --version` which version this is.")
    lines.append("Settings come from the environment:")
    lines.append("DATABASE_URL, SECRET_KEY, ALLOWED_HOSTS, EMAIL_URL, KWARTIER_DATA and others:")
    lines.append("docs/reference/settings.md says what each does.")
    return "\n".join(lines)


def find_entry(arguments: list[str]) -> tuple[Entry, list[str]] | None:
    """The entry with the most words that ``arguments`` begin with, and the remaining arguments."""
    best: Entry | None = None
    for entry in list_entries():
        words = entry.words.split()
        if arguments[: len(words)] == words and (
            best is None or len(words) > len(best.words.split())
        ):
            best = entry
    return None if best is None else (best, arguments[len(best.words.split()) :])


def main(arguments: list[str] | None = None) -> int:
    """Run what the arguments name; the exit code."""
    collect_rarely()  # Loading two thousand modules makes no garbage: a tenth of the start.
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in {"-h", "--help", "help", "--version"}:
        print(f"kwartier {__version__}" if "--version" in given[:1] else render_map())
        return 0
    found = find_entry(given)
    if found is None:
        known = [entry.words for entry in list_entries() if entry.words.startswith(given[0])]
        hint = f"Did you mean: {', '.join(known)}?" if known else "See `kwartier --help`."
        print(f"There is no command `kwartier {' '.join(given)}`. {hint}", file=sys.stderr)
        return 2
    entry, rest = found
    try:
        return _run(entry, rest)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # Whoever read the answer has read enough: `kwartier ... | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as failure:
        sentence = explain_failure(failure)
        if sentence is None or "--traceback" in rest:
            raise
        print(sentence, file=sys.stderr)
        return 1


def _run(entry: Entry, rest: list[str]) -> int:
    if callable(entry.does):
        return entry.does(rest)
    os.environ.setdefault("KWARTIER_ROLE", entry.role)
    if entry.group == TRY:
        os.environ.setdefault("KWARTIER_DEMO", "1")
        rest = actions.take_folder(rest)
    return actions.run_management_command(
        entry.does, words=entry.words, arguments=rest, with_folder=entry.group == TRY
    )


if __name__ == "__main__":
    sys.exit(main())
