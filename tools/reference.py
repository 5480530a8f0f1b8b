"""Writes the pages of docs/reference that can be read off the code: ``python tools/reference.py``.

``--check`` changes nothing and exits with 1, naming the pages that are not current. Errors come from the
catalogue of refusals, parameters and their graphs from the rule books, commands from the map of ``kwartier``, settings from
what the code reads of its environment, permissions from the table that the tests try out.
"""

import argparse
import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

from reference_parameters import MADE, list_parameter_pages  # noqa: E402


def prepare() -> None:
    """Make the house importable: its settings, its applications."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    import django

    django.setup()


def render_page(title: str, lead: str, *parts: str) -> str:
    """A page: title, one paragraph, and the rest."""
    return "\n\n".join([MADE, f"# {title}", lead, *(part.rstrip() for part in parts)]) + "\n"


def render_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; a bar in a cell is escaped, a line break becomes a space."""
    lines = [list(head), ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(content: object) -> str:
    return " ".join(str(content).split()).replace("|", "\\|")


def render_errors() -> str:
    """Every refusal of the product, by room."""
    refusals = sorted(_list_refusals(), key=lambda refusal: refusal.code)
    sections = []
    for room, members in groupby(refusals, key=lambda refusal: refusal.code.split(".")[0]):
        rows = [
            (
                f"`{refusal.code}`",
                refusal.status,
                f"**{_say(refusal.title)}**: {_say(refusal.sentence)}",
                _say(refusal.next_step),
                f"`{refusal.action}`" if refusal.action else "",
            )
            for refusal in members
        ]
        table = render_table(("code", "status", "what it says", "what to do now", "act"), rows)
        sections.append(f"## {room}\n\n{table}")
    return render_page(
        "Errors",
        "A refusal says what, why, and what to do now. Its code never changes; its sentences are shown in the "
        "customer's language. The API sends it as a problem (RFC 9457) with this code and status; *act* names "
        "what lifts it, where something does. `{...}` is filled in.",
        *sections,
    )


def _say(text: Any) -> str:
    from django.utils import translation

    from kwartier.platform.errors import template_of

    with translation.override("en"):
        return PLACEHOLDER.sub(r"`{\1}`", template_of(text))


def _list_refusals() -> list:
    import kwartier
    from kwartier.platform.errors import CATALOGUE

    for module in pkgutil.walk_packages(kwartier.__path__, "kwartier."):
        parts = module.name.split(".")
        if not {"migrations", "__main__", "wsgi"} & set(parts):
            importlib.import_module(module.name)
    return [
        refusal
        for refusal in CATALOGUE.values()
        # the gallery shows samples; tests may have refusals of their own
        if refusal.__module__.startswith("kwartier.") and "gallery" not in refusal.__module__
    ]


def render_settings() -> str:
    """Every variable of the environment."""
    from reference_settings import list_settings

    sections = []
    for heading, members in list_settings(ROOT / "src"):
        rows = [(f"`{setting.name}`", setting.default, setting.meaning) for setting in members]
        sections.append(
            f"## {heading}\n\n{render_table(('variable', 'default', 'what it does'), rows)}"
        )
    return render_page(
        "Settings",
        "Kwartier reads its settings from the environment and from nowhere else. What a brand decides (bounds of an "
        "advance, days before the end of a contract) is not a setting: it is a dated row in the database.",
        *sections,
    )


def render_commands() -> str:
    """Every command of ``kwartier`` with its options, and of ``make``."""
    from reference_commands import list_commands, list_make_targets

    sections = [
        "## kwartier\n\n`kwartier --help` prints this map, `kwartier COMMAND --help` the options."
    ]
    for heading, commands in groupby(list_commands(), key=lambda command: command.group):
        sections.append(f"### {heading}")
        for command in commands:
            rows = [
                (f"`{option.words}`", option.default, option.meaning) for option in command.options
            ]
            said = f"#### kwartier {command.words}\n\n{command.summary}"
            sections.append(
                f"{said}\n\n{render_table(('option', 'default', 'what it does'), rows)}"
                if rows
                else said
            )
    makes = render_table(
        ("command", "what it does"),
        [(f"`make {name}`", meaning) for name, meaning in list_make_targets(ROOT / "Makefile")],
    )
    return render_page(
        "Commands",
        "What an operator does is a command of `kwartier`; what somebody who changes the code does is a command of "
        "`make`. After `make demo` the program is `.venv/bin/kwartier`.",
        *sections,
        f"## make\n\n{makes}",
    )


def render_permissions() -> str:
    """Who may do what: on an account, as `tests/house/test_permissions.py` tries it; in the other doors."""
    from permission_table import AREAS, ROLES

    sections = []
    for heading, permissions in AREAS:
        rows = [
            (permission.action, *("yes" if role in permission.allowed else "no" for role in ROLES))
            for permission in permissions
        ]
        sections.append(f"### {heading}\n\n{render_table(('action', *ROLES.values()), rows)}")
    return render_page(
        "Permissions",
        "Who may do what, by door. Every cell of these tables, yes and no, is tried by a test.",
        "## The customer area\n\n*Stranger* is a customer of the same brand who does not stand to the account: "
        "for them it is not there (404). An agent acts in the office, with a second factor, and not in the "
        "customer area.",
        *sections,
        _render_office(),
        _render_api(),
    )


def _render_office() -> str:
    from reference_doors import list_office_pages

    rows = [
        (f"`{page.address}`", page.meaning, page.agent, "no", "no") for page in list_office_pages()
    ]
    head = ("page", "what it is for", "agent", "customer", "visitor")
    return (
        "## The office\n\n*Agent* is an active agent of the brand who showed a second factor in this session; "
        "without one they are asked for it first. For a customer, a former agent and an agent of another brand "
        "the office is not there (404); a visitor is asked to sign in. What is for *operations* is there for agents "
        "of operations alone. Whoever opens a customer's page is on the "
        f"record of that customer.\n\n{render_table(head, rows)}"
    )


def _render_api() -> str:
    from reference_doors import list_api_calls

    rows = [(f"`{call.call}`", call.meaning, f"`{call.scope}`") for call in list_api_calls()]
    return (
        "## The API\n\nA token does what its scope allows and its person may do: the tables of the customer area "
        "hold for it too. Any scope includes `read`. What stands under `/office/` is for service tokens of the brand's own "
        "programs alone, and none of their scopes includes another; the database shows a program nothing else."
        f"\n\n{render_table(('call', 'what it does', 'scope'), rows)}"
    ).replace("`no token`", "none: open to everybody")


def render_quotes() -> str:
    """The worked cases, and the form of a case."""
    from reference_case_fields import render_fields
    from reference_cases import list_quotes

    sections = [
        f"## {title}\n\n```toml\n{text.rstrip()}\n```\n\n"
        f"```console\n$ kwartier bill quote docs/reference/cases/{name}.toml\n{printed.rstrip()}\n```"
        for name, title, text, printed in list_quotes()
    ]
    return render_page(
        "Quotes",
        "A case is a file that a person writes: a supply point, a period, the supplier's prices, and what was "
        "measured. `kwartier bill quote CASE` prices it with the function that issues bills, and needs no database; "
        "network, levies and VAT come from the [parameters](parameters.md). `--json` prints the bundle instead, which "
        "`kwartier bill recompute` checks: the [bundle](bundle.md). Decimals stand in quotes, so that none is ever rounded; days are half-open "
        "(`until` is the first day that no longer counts). Further promises stand under `terms`, written as in a bundle (a share or a limit of "
        "others, a condition, a price at an index); a formula may have `at_least` and `at_most`; `intervals` hold the Wh and the index of "
        "every hour or quarter-hour of their days. An unknown field, a day without a price or a register "
        "without one is refused with its place in the file.",
        render_fields(render_table),
        *sections,
    )


def render_cases() -> str:
    """Every scenario folder: named cases with their days and amounts."""
    from reference_scenarios import LEAD, list_case_sections

    return render_page("Cases", LEAD, *list_case_sections(render_table))


def render_bundle() -> str:
    """Every field of the document that a bill is made again from."""
    from reference_bundle import LEAD, list_sections

    return render_page("Bundle", LEAD, *list_sections(render_table))


def render_bundle_schema() -> str:
    """Its JSON Schema."""
    from reference_bundle import render_schema

    return render_schema()


PAGES: dict[str, Callable[[], str]] = {
    "errors.md": render_errors,
    **list_parameter_pages(),
    "commands.md": render_commands,
    "settings.md": render_settings,
    "permissions.md": render_permissions,
    "quotes.md": render_quotes,
    "cases.md": render_cases,
    "bundle.md": render_bundle,
    "bundle.schema.json": render_bundle_schema,
}


def list_stale() -> list[str]:
    """The pages that are not what the code says today."""
    return [
        name
        for name, render in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != render()
    ]


def list_left_over() -> list[str]:
    """Pages and graphs about parameters that no longer exist."""
    written = (path for path in (FOLDER / "parameters").rglob("*") if path.is_file())
    names = (path.relative_to(FOLDER).as_posix() for path in written)
    return sorted(name for name in names if name not in PAGES)


def main() -> int:
    """Write the pages, or with ``--check`` say which are stale."""
    parser = argparse.ArgumentParser(description="Write the pages of docs/reference anew.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; 1 when a page is stale"
    )
    only_check = parser.parse_args().check
    prepare()
    stale, left_over = list_stale(), list_left_over()
    for name in stale:
        if not only_check:
            (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(PAGES[name](), "utf-8")
        print(f"docs/reference/{name} {'is not current' if only_check else 'is written'}.")
    for name in left_over:
        if not only_check:
            (FOLDER / name).unlink()
        print(f"docs/reference/{name} {'tells of nothing' if only_check else 'is removed'}.")
    return 1 if (stale or left_over) and only_check else 0


if __name__ == "__main__":
    sys.exit(main())
