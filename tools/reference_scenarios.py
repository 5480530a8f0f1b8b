"""The page of named cases: every scenario folder whose numbers the tests hold, told for a reader."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "scenarios"
LEAD = (
    "What a bill comes to, case by case: who did what on which day, and every amount that follows. The "
    "figures of network and state are published ones, the source stands with each; the supplier's "
    "prices are invented. Each case is a folder of two files that a person wrote, `given.toml` and "
    "`expected.toml`, and the tests hold every cent of it. To price one of your own: [quotes](quotes.md)."
)
_CENTS = {"total": "Total with VAT", "advances": "Advances invoiced", "to_pay": "To pay"}
_NAMES = {
    "reading": "The operator reads",
    "estimated": "The operator estimates",
    "settle": "The bill is asked for",
}

type Scenario = Mapping[str, Any]
type Table = Callable[[Sequence[str], Sequence[Sequence[object]]], str]


def list_scenarios(kind: str) -> list[tuple[str, Scenario, Scenario]]:
    """Path under `tests/scenarios`, what is given and what is expected, of one kind of folder."""
    return [
        (f"{kind}/{path.parent.name}", _read(path), _read(path.with_name("expected.toml")))
        for path in sorted((FOLDER / kind).glob("given_*/given.toml"))
    ]


def list_case_sections(render_table: Table) -> Iterator[str]:
    """The parts of the page: names first, then bills, rules, advances and reminders."""
    bills = sorted(list_scenarios("bills"), key=lambda each: (each[1]["case"], each[0]))
    rules = sorted(list_scenarios("rulebooks"), key=lambda each: (_place_of(each[1]), each[0]))
    advances = list_scenarios("advance")
    yield "## By name\n\n" + _render_names(bills, rules, render_table)
    yield "## Bills, day by day"
    for path, given, expected in bills:
        yield _render_bills(path, given, expected, render_table)
    yield "## What network and state ask\n\nAmounts in euro, as the source publishes them."
    for place, members in groupby(rules, key=lambda each: _place_of(each[1])):
        yield f"### {place}\n\n{_render_rules(list(members), render_table)}"
    rows = [
        (_link(path, given["title"]), _tell_advance(expected)) for path, given, expected in advances
    ]
    yield f"## The advance\n\n{render_table(('case', 'what the customer gets to see'), rows)}"
    rows = [
        (_link(path, given["title"]) + f"<br>*{given['source']}*", _tell_reminders(expected))
        for path, given, expected in list_scenarios("reminders")
    ]
    yield f"## Reminders\n\n{render_table(('case', 'what follows if nothing happens'), rows)}"


def _read(path: Path) -> Scenario:
    return tomllib.loads(path.read_text("utf-8"))


def _link(path: str, text: str) -> str:
    return f"[{text.rstrip('.')}](../../tests/scenarios/{path})"


def _render_names(
    bills: list[tuple[str, Scenario, Scenario]],
    rules: list[tuple[str, Scenario, Scenario]],
    render_table: Table,
) -> str:
    named = [(given["case"], path, given) for path, given, _ in (*bills, *rules) if "case" in given]
    named.sort(key=lambda each: (each[0], each[1]))
    rows = [(name, _link(path, given["title"])) for name, path, given in named]
    return render_table(("case", "told by"), rows)


def _render_bills(path: str, given: Scenario, expected: Scenario, render_table: Table) -> str:
    parts = [f"### {given['case']}: {_link(path, given['title'])}", f"*Source: {given['source']}.*"]
    if "worked" in given:
        parts.append(f"Worked: {given['worked']}.")
    days = [(each["from"], _tell_contract(each)) for each in given["contracts"]]
    days += [(event["on"], _tell_event(event)) for event in given["events"]]
    days += [(each["on"], _tell_refusal(each)) for each in expected.get("refused", [])]
    parts.append(render_table(("day", "what happens"), sorted(days, key=lambda day: day[0])))
    bills = expected["bills"]
    if bills:
        codes = list(dict.fromkeys(code for bill in bills for code in bill["euro"]))
        rates = list(dict.fromkeys(rate for bill in bills for rate in bill["vat"]))
        rows = [
            ("", *(_tell_kind(bill) for bill in bills)),
            ("period", *(f"{bill['from']} to {bill['until']}" for bill in bills)),
            ("kWh", *(_pairs(bill["kwh"]) for bill in bills)),
            *((f"`{code}`", *(bill["euro"].get(code, "") for bill in bills)) for code in codes),
            *((f"VAT {rate}", *(bill["vat"].get(rate, "") for bill in bills)) for rate in rates),
            *((name, *(bill[key] for bill in bills)) for key, name in _CENTS.items()),
        ]
        parts.append(render_table(("EUR", *(bill["number"] for bill in bills)), rows))
    owed = ", ".join(f"{name} {euro}" for name, euro in expected["owed"].items())
    parts.append(f"Owed in the end, unpaid advances included: {owed} EUR.")
    return "\n\n".join(parts)


def _tell_kind(bill: Scenario) -> str:
    taken_back = f" of {bill['takes_back']}" if "takes_back" in bill else ""
    guessed = ", estimated" if "estimated" in bill else ""
    return f"{bill['kind'].replace('_', ' ')}{taken_back} for {bill['customer']}{guessed}"


def _tell_contract(contract: Scenario) -> str:
    kinds = (("customer_category", ", a business"), ("domicile", ", not domiciled there"))
    more = "".join(told for name, told in kinds if name in contract)
    if "advance" not in contract:
        return f"{contract['customer']} is supplied{more}; each month is billed on what was used"
    return f"{contract['customer']} is supplied{more}; {contract['advance']} EUR in advance a month"


_RHYTHMS = {"monthly": "monthly bills", "yearly": "advances"}


def _tell_event(event: Scenario) -> str:
    (verb,) = event.keys() - {"on", "because", "period_from", "estimated", "first_month"}
    told = event[verb]
    if verb == "read":
        who = _NAMES["estimated" if event.get("estimated") else "reading"]
        return f"{who}: {_pairs(told)}"
    if verb == "read_again":
        indexes = {name: index for name, index in told.items() if name != "of"}
        return f"The operator corrects its reading of {told['of']}: {_pairs(indexes)}"
    if verb == "read_late":
        indexes = {name: index for name, index in told.items() if name != "of"}
        return f"The operator tells its reading of {told['of']} at last: {_pairs(indexes)}"
    if verb == "settle":
        return f"{_NAMES['settle']}, of {told}"
    sentences = {
        "rectify": lambda: f"{told} is to be rectified: {event['because']}",
        "estimate": lambda: f"We estimate the reading of {told['of']}, which never came",
        "exchange": lambda: f"A {told['meter']} meter with {', '.join(told['registers'])} is hung",
        "vacant": lambda: "The home stands empty" if told else "The home is lived in again",
        "ends": lambda: f"{told['customer']} leaves on {told['from']} ({told['reason']})",
        "peaks": lambda: f"Monthly peaks from {event['first_month']}: {_watts(told)}",
        "bill_what_is_due": lambda: "What is due and complete is billed",
        "wants_provisional_part": lambda: "The brand bills the days since a reading by an estimate",
        "switch": lambda: (
            f"{told['customer']} asks for {_RHYTHMS[told['to']]} from the next month on"
        ),
        "indexed": lambda: f"The index of {told['from']} to {told['until']} is published",
        "arranged": lambda: (
            f"{told['customer']} has {told['kind'].replace('_', ' ')} from {told['from']} "
            f"({told['document']})"
        ),
        "protected": lambda: (
            f"{told['customer']} is protected from {told['from']} ({told['document']})"
        ),
        "pays": lambda: f"{told['customer']} pays {told['euro']} EUR",
    }
    return sentences[verb]()


def _watts(peaks: Sequence[int]) -> str:
    return f"{', '.join(str(peak) for peak in peaks)} W"


def _tell_refusal(refused: Scenario) -> str:
    missing = "; ".join(refused.get("missing", ()))
    return f"Refused: `{refused['code']}`" + (f", for want of {missing}" if missing else "")


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _place_of(given: Scenario) -> str:
    if "debts" in given:
        return "Belgium: late payment"
    connection = given["connection"]
    country = connection.get("country", "France")
    if "month" in given:
        return "France: a price list with everything inside"
    if country == "France":
        return "France: network and levies"
    if connection.get("levies_only"):
        return "Belgium: federal levies"
    return f"{connection['region'].title()}: {connection['energy']}"


def _render_rules(members: list[tuple[str, Scenario, Scenario]], render_table: Table) -> str:
    rows = []
    for path, given, expected in members:
        title = _link(path, given["title"])
        worked = f" ({given['worked']})" if "worked" in given else ""
        source = f"<br>*{given['source']}*"
        rows.append((title + worked + source, _pairs(expected["euro"]), expected.get("total", "")))
    return render_table(("case", "amounts", "total"), rows)


def _tell_advance(expected: Scenario) -> str:
    asked = expected["asked"]
    if "refused" in asked:
        return f"refused: `{asked['refused']}`"
    return f"{asked['changed_to']} EUR from {asked['from']}; settlement to expect {asked['settlement']}"


def _tell_reminders(expected: Scenario) -> str:
    if "held" in expected:
        return f"no step: {expected['held'].replace('_', ' ')}"
    return "; ".join(
        " ".join(
            [f"{each['step']} {each['on']}"]
            + [f"{cost} {each[cost]}" for cost in ("fee", "indemnity", "interest") if cost in each]
        )
        for each in expected["steps"]
    )
