"""Each folder ``given_<situation>`` tells who owes what and what was sent, and what follows from it.

``given.toml``: a due date counts among those that the customer missed in its calendar year; a letter
goes by mail or by post; ``already_asked`` is what was asked before, in euro; a supplier may ask less
and wait longer. ``expected.toml``: the next step on its first day, and what follows if nothing
happens, with what each costs (what is not named costs nothing); or why no step follows.
"""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from energycore.clocks import date_of, day_number
from rulebooks.parameters import ExpiredParameter, MissingParameter
from rulebooks.reminders import (
    Case,
    Debt,
    HouseTerms,
    Region,
    Segment,
    Step,
    explain_prospect,
    is_barred,
    list_procedures,
    list_steps,
    list_unsourced,
    next_step,
    procedure_of,
    stack,
)

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("given_*/given.toml"))
COSTS = ("fee", "indemnity", "interest")
ENERGIES = ("electricity", "gas")
LEFT_TO_PEOPLE = {Step.REDUCTION, Step.AGENT}


def read(folder, name):
    return tomllib.loads((folder / name).read_text("utf-8"))


def cents(euro):
    return int(100 * Decimal(euro))


def procedure_in(given):
    region, kind = Region(given["customer"]["region"]), given["customer"]["kind"]
    segment = Segment.BUSINESS if kind == "business" else Segment.HOUSEHOLD
    return procedure_of(region, segment, is_protected=kind == "protected")


def build_case(given):
    """The case of a folder, in the words of the kernel."""
    asked, happened = given.get("already_asked", {}), given.get("happened", [])
    overdue = given["customer"].get("overdue")
    sent = {}
    if happened:
        first, last = happened[0], happened[-1]
        sent = {
            "taken": Step[last["step"].upper()],
            "sent_on": day_number(last["on"]),
            "is_posted": last["by"] == "post",
            "first_sent_on": day_number(first["on"]),
            "is_first_posted": first["by"] == "post",
        }
    return Case(
        day=day_number(given["today"]),
        procedure=procedure_in(given),
        debts=[
            Debt(
                due_on=day_number(each["due"]),
                open_cents=cents(each["euro"]),
                energy=each["energy"],
                missed=each["missed_due_dates_of_the_year"],
                disputed_cents=cents(each.get("disputed", "0")),
            )
            for each in given["owed"]
        ],
        indemnity_cents=cents(asked.get("notice_and_indemnity", "0")),
        procedure_cents=cents(asked.get("procedure", "0")),
        year_cents={name: cents(asked.get(f"{name}_this_year", "0")) for name in ENERGIES},
        interest_until=day_number(asked["interest_until"]) if "interest_until" in asked else 0,
        overdue_cents=overdue and {name: cents(euro) for name, euro in overdue.items()},
        has_plan=given.get("plan", False),
        held_until=day_number(given.get("no_step_before", date(1970, 1, 1))),
        **sent,
    )


def terms_in(given):
    supplier = given.get("supplier", {})
    return HouseTerms(
        fee_cents={
            step: cents(supplier[f"{step.name.lower()}_fee"])
            for step in Step
            if f"{step.name.lower()}_fee" in supplier
        },
        extra_days={Step.REMINDER: supplier.get("reminder_days_more", 0)},
        asks_indemnity=supplier.get("asks_indemnity", True),
        asks_interest=supplier.get("asks_interest", True),
    )


def tell(outlook, place):
    """What is ahead of a case, in the words of ``expected.toml``."""
    steps = [
        {
            "step": each.step.name.lower(),
            "on": date_of(each.on),
            **{
                cost: f"{getattr(each, f'{cost}_cents') / 100:.2f}"
                for cost in COSTS
                if getattr(each, f"{cost}_cents")
            },
        }
        for each in outlook.list_steps_of(place)
    ]
    return {"steps": steps} if steps else {"held": outlook.held[place].value}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_follows_is_what_the_folder_says(folder):
    given = read(folder, "given.toml")
    outlook = next_step(stack([build_case(given)]), terms_in(given))
    assert tell(outlook, 0) == read(folder, "expected.toml")


def test_many_cases_at_once_are_as_each_alone():
    """Procedures, days and lengths beside each other: nothing leaks from one case into another."""
    told = [(read(f, "given.toml"), read(f, "expected.toml")) for f in FOLDERS]
    plain = [(given, expected) for given, expected in told if "supplier" not in given]
    outlook = next_step(stack([build_case(given) for given, _ in plain]))
    assert [tell(outlook, place) for place in range(len(plain))] == [each for _, each in plain]


def test_every_procedure_has_a_folder():
    assert len(FOLDERS) >= 50
    told = {procedure_in(read(folder, "given.toml")) for folder in FOLDERS}
    assert told == {
        procedure_of(region, segment, is_protected=is_protected)
        for region in Region
        for segment in Segment
        for is_protected in (False, True)
    }
    for procedure in told:
        assert list_steps(procedure)[0] is Step.REMINDER
        assert list_steps(procedure)[-1] is Step.AGENT
        assert {step for step in list_steps(procedure) if not step.is_letter} <= LEFT_TO_PEOPLE
        assert explain_prospect(procedure)


def owing(day, procedure="be.flanders_household", **debt):
    debts = [Debt(**{"due_on": day_number(day) - 9, "open_cents": 10_000, **debt})]
    return stack([Case(day=day_number(day), procedure=procedure, debts=debts)])


def test_a_day_past_the_review_is_an_error_that_names_the_parameter():
    with pytest.raises(ExpiredParameter, match=r"be\.reminders\..*flanders.*review"):
        next_step(owing(date(2027, 1, 4)))


def test_a_day_before_the_rules_is_an_error_that_names_the_parameter():
    with pytest.raises(MissingParameter, match=r"be\.reminders\..*2023-12-01"):
        next_step(owing(date(2023, 11, 30)))


def test_a_rate_that_is_not_kept_is_an_error_that_names_it():
    case = Case(
        day=day_number(date(2023, 12, 4)),
        procedure="be.business",
        debts=[Debt(due_on=day_number(date(2023, 5, 4)), open_cents=10_000)],
        taken=Step.REMINDER,
        sent_on=day_number(date(2023, 6, 1)),
    )
    with pytest.raises(MissingParameter, match=r"be\.interest\.commercial.*2023-06-02"):
        next_step(stack([case]))


def test_what_lies_past_the_known_figures_is_marked():
    (case_ahead,) = [next_step(owing(date(2026, 12, 21))).list_steps_of(0)]
    assert [(each.on > day_number(date(2026, 12, 31))) for each in case_ahead] == [
        each.is_provisional for each in case_ahead
    ]
    assert case_ahead[0].is_provisional is False
    assert case_ahead[-1].is_provisional is True
    assert case_ahead[2].cost_cents == case_ahead[2].indemnity_cents + case_ahead[2].interest_cents


@pytest.mark.parametrize(
    ("reduced_on", "asked_on", "decided_on"),
    [
        (date(2025, 9, 29), date(2025, 10, 30), date(2025, 10, 31)),
        (date(2025, 9, 29), date(2025, 11, 1), date(2026, 4, 1)),
        (date(2025, 9, 30), date(2025, 10, 31), date(2026, 4, 1)),
        (date(2025, 9, 30), date(2026, 3, 31), date(2026, 4, 1)),
        (date(2025, 9, 30), date(2026, 4, 1), date(2026, 4, 1)),
    ],
)
def test_the_borders_of_the_winter_truce(reduced_on, asked_on, decided_on):
    """The last day before it is 31 October, the first after it 1 April."""
    case = Case(
        day=day_number(asked_on),
        procedure="fr.household",
        debts=[Debt(due_on=day_number(date(2025, 7, 1)), open_cents=10_000)],
        taken=Step.REDUCTION,
        sent_on=day_number(reduced_on),
    )
    assert date_of(next_step(stack([case])).list_steps_of(0)[0].on) == decided_on


@pytest.mark.parametrize(
    ("procedure", "step", "barred"),
    [
        ("fr.protected", Step.REDUCTION, [False, True, True, False]),
        ("fr.household", Step.AGENT, [False, True, True, False]),
        ("fr.household", Step.REDUCTION, [False] * 4),
        ("fr.business", Step.AGENT, [False] * 4),
        ("be.flanders_household", Step.AGENT, [False] * 4),
    ],
)
def test_what_the_truce_bars_is_barred_by_hand_too(procedure, step, barred):
    days = [date(2025, 10, 31), date(2025, 11, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [is_barred(procedure, step, day_number(day)) for day in days] == barred


def test_what_has_no_source_is_named():
    """A demonstration may use it; for anybody else it is missing."""
    day = day_number(date(2026, 7, 1))
    assert list_unsourced("fr.business", day)[-1] == "fr.interest.commercial"
    assert "be.interest.commercial" in list_unsourced("be.business", day)
    assert "be.interest.commercial" not in list_unsourced("be.business", day - 1)
    assert list_unsourced("be.flanders_household", day) == []
    assert "be.business" in list_procedures("be")


def test_letters_that_will_go_by_post_are_told_with_the_days_of_the_post():
    debts = [Debt(due_on=day_number(date(2026, 2, 10)), open_cents=10_000)]
    asked = {"day": day_number(date(2026, 2, 11)), "debts": debts}
    outlook = next_step(
        stack(
            [
                Case(**asked, procedure="be.flanders_household", goes_by_post=goes_by_post)
                for goes_by_post in (None, False, True)
            ]
        )
    )
    told = [date_of(outlook.list_steps_of(place)[1].on) for place in range(3)]
    assert told == [date(2026, 2, 27), date(2026, 2, 27), date(2026, 3, 3)]


def test_no_case_is_no_step():
    assert next_step(stack([])).held == ()


@pytest.mark.parametrize("disputed_cents", [-1, 10_001])
def test_more_is_not_disputed_than_is_owed(disputed_cents):
    with pytest.raises(ValueError, match="disputed at most what is open"):
        owing(date(2026, 3, 2), disputed_cents=disputed_cents)


def test_nobody_waits_or_asks_less_than_nothing():
    with pytest.raises(ValueError, match="never below zero"):
        HouseTerms(fee_cents={Step.REMINDER: -1})
    with pytest.raises(ValueError, match="never below zero"):
        HouseTerms(extra_days={Step.REMINDER: -1})
