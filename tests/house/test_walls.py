"""The walls inside the house that import contracts cannot draw: a room is entered by its front door.

The contracts in pyproject.toml hold the floors; they name rooms one by one. Here every room is
found by its folder, so that a new one cannot be forgotten.
"""

import ast
import functools
import tomllib
from collections.abc import Iterator

from house_files import ROOT, list_files, list_nodes, list_python, parse, show

HOUSE = ROOT / "src" / "kwartier"
# The furniture that others may use; `models` and whatever begins with `_` is the room's own.
FRONT = {"operations", "queries", "types", "refusals", "exported"}
# What a room lends beside it, and to whom it is of use.
LENT = {
    "alerts.wording": "mails, pages and the API say why an alert came in one sentence",
    "arrears.invoice_states": "pages, files and the API say how an invoice stands by one rule",
    "arrears.wording": "letters and pages say what follows in the same sentences",
    "billing.announcing": "who wants to hear of what is issued says so when the house is put together",
    "billing.amounts": "forms read and write an amount as people type it",
    "billing.bulk_types": "an overview tells many advances at once",
    "billing.gap_types": "lists of what is missing for a bill tell kinds apart",
    "billing.moving": "a room above keeps what it agreed on apart, and hears what became part of a bill",
    "billing.naming": "pages, papers and e-invoices call a line of a bill by one name",
    "billing.schedule_refusals": "the API tells which refusals an instalment schedule may meet",
    "billing.schedule_types": "pages, papers, calendars and the API tell a schedule's instalments",
    "billing.statement_words": "pages, files and papers say what happened on an account one way",
    "billing.switch_refusals": "the API tells which refusals a change of the billing may meet",
    "billing.waiting": "rooms above say how an instalment stands that is past its day",
    "banking.watched_folder": "a job says from which folder the bank's files come",
    "delivery.letters": "a room above says how its letters are made, and hears that they left",
    "brand_settings.checking": "the room that reads settings together says whether they fit",
    "delivery.print_house": "a job says through which door letters leave",
    "documents.access_point": "a job says through which door e-invoices leave",
    "intervals.formats": "the demonstration writes the operator's files, a door a customer's own, and doors read no more than is taken",
    "metering.difference_types": "pages and the API lay a customer's index beside the operator's",
    "metering.estimate_types": "pages and the API tell an index that we estimated",
    "metering.exchange_types": "pages and the API tell how a meter was exchanged",
    "metering.identifiers": "a search tells the number of a supply point from a word",
    "ledger.folding_types": "a bill names the instalments that it takes over",
    "ledger.formats": "a command writes the journals for general accounting",
    "ledger.references": "papers, bank statements and pages write and read a payment's reference one way",
    "parties.asked_agent": "a command names by an e-mail address the agent who takes its step",
    "parties.entrance": "whoever must sign in is led there, and back, the same way from every door",
    "parties.called": "who signed on paper has a name by the same rule",
    "parties.identifiers": "an e-invoice names a business by a number that holds",
    "parties.naming": "a page behind a link in a mail names its person before anybody is signed in",
    "parties.passwords": "the sign-up form checks a password as every other form does",
    "parties.sessions": "doors ask whether this session showed its second factor",
    "pricing.conditions": "what comes of a promise is decided on facts that other rooms keep",
    "pricing.formats": "a price card that a customer brings is refused with its line as any other file",
    "pricing.promises": "whoever publishes or bills a card holds what it promises",
    "pricing.schema": "whoever publishes a card writes its prices in euro",
    "pricing.wording": "pages, papers and the API say a promise in the same sentences",
    "supply.profiles": "a forecast and a bill count along the same load profile",
    "supply.promises": "a forecast, a bill and a page say the same of what a card promises",
    "supply.tariffs": "a forecast and a bill charge a contract by the same tariff",
    "supply.unclear": "what is wrong with the facts of a supply point is one sentence everywhere",
    "support.rendering": "a door knows the addresses that an article's links lead to",
    "support.working_days": "a form says by which day we answer, before there is a request",
}
# Django opens these by their path in the settings, or by their name.
OPENED_BY_NAME = {
    "apps",
    "authentication",
    "checks",
    "forms",
    "management",
    "migrations",
    "templates",
}


@functools.cache
def list_rooms() -> list[str]:
    """The packages below the doors: those with tables of their own, but the platform."""
    return sorted(
        folder.name
        for folder in {path.parent for path in list_files() if path.name == "models.py"}
        if folder.parent == HOUSE and folder.name != "platform"
    )


def list_imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Dotted names of the house that a file imports: modules, and what is taken from packages."""
    for node in list_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def list_trespasses(tree: ast.Module, *, own_room: str, rooms: list[str]) -> list[tuple[str, int]]:
    """What a file takes from another room without going through its front."""
    found = []
    for name, line in list_imported(tree):
        house, _, rest = name.partition(".")
        room, _, inside = rest.partition(".")
        if house != "kwartier" or room not in rooms or room == own_room:
            continue
        part = inside.split(".")[0]
        if part not in FRONT and f"{room}.{part}" not in LENT:
            found.append((name, line))
    return found


def test_a_room_is_entered_by_its_front():
    rooms = list_rooms()
    trespasses = [
        f"{show(path, line)}: {name}"
        for path in list_python("src/kwartier")
        for name, line in list_trespasses(
            parse(path), own_room=path.relative_to(HOUSE).parts[0], rooms=rooms
        )
    ]
    assert trespasses == []


def test_the_check_sees_a_trespass():
    code = ast.parse(
        "import kwartier.ledger.models\n"
        "from kwartier.billing import _facts, queries\n"
        "from kwartier.parties.passwords import check_new_password\n"
        "from kwartier.supply.models import Contract\n"
    )
    found = list_trespasses(
        code, own_room="supply", rooms=["billing", "ledger", "parties", "supply"]
    )
    assert [name for name, _ in found] == ["kwartier.ledger.models", "kwartier.billing._facts"]


def test_a_room_has_the_furniture_and_no_drawers():
    """A public module of a room is furniture, lent out by name, or opened by Django."""
    odd = []
    for path in list_python("src/kwartier"):
        room, *inside = path.relative_to(HOUSE).with_suffix("").parts
        if room not in list_rooms() or inside == ["__init__"]:
            continue
        part = inside[0]
        is_known = part in FRONT | OPENED_BY_NAME | {"models", "tasks", "formats"}
        if not (is_known or part.startswith("_") or f"{room}.{part}" in LENT):
            odd.append(show(path))
    assert odd == []


def test_what_is_lent_is_borrowed():
    borrowed = {
        ".".join(name.split(".")[1:3])
        for path in list_python("src/kwartier")
        for name, _ in list_imported(parse(path))
        if name.split(".")[1:2] != [path.relative_to(HOUSE).parts[0]]
    }
    assert set(LENT) - borrowed == set()


def test_the_contract_of_the_furniture_names_every_room():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (contract,) = [
        each
        for each in settings["tool"]["importlinter"]["contracts"]
        if each["name"] == "The furniture of a room"
    ]
    assert sorted(contract["containers"]) == [f"kwartier.{room}" for room in list_rooms()]
