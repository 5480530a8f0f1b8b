"""`kwartier billing-run`: each step says how the run stands, or the sentence says why not."""

import pytest
from django.core.management import CommandError, call_command

from bill_factory import DAY, make_year
from house_factory import make_agent, make_brand, make_person
from kwartier.billing.models import Bill, BillingRun
from kwartier.billing.operations import make_drafts
from kwartier.platform import brands
from run_factory import NOW, Run

pytestmark = pytest.mark.django_db
NUMBER = "R26-0000001"


@pytest.fixture
def brand():
    brands.forget_brands()
    return make_brand("merel", demo_today=DAY)


@pytest.fixture
def agents(brand):
    return [make_agent(brand, name=name).person.email for name in ("Tom", "Aïcha")]


def take(step, *number, agent="", brand="merel"):
    given = ["--as", agent] if agent else []
    call_command("billing_run", step, *number, "--brand", brand, *given)


def test_a_run_is_taken_from_plan_to_release(brand, agents, capsys):
    make_year(brand=brand)
    make_year(brand=brand, read_on=())
    planner, approver = agents
    take("plan", agent=planner)
    said = capsys.readouterr().out
    assert f"{NUMBER}: waiting for approval, periods over by 2026-04-20." in said
    assert "1 wait." in said
    assert "1 x reading" in said
    take("approve", NUMBER, agent=approver)
    take("run", NUMBER, agent=planner)
    assert "drafts made" in capsys.readouterr().out
    assert not Bill.objects.exists()
    take("release", NUMBER, agent=approver)
    assert "released" in capsys.readouterr().out
    assert Bill.objects.get().number == "S26-0000001"
    take("show", NUMBER)
    assert "Planned by Tom, approved by Aïcha." in capsys.readouterr().out


def test_a_run_that_is_worked_on_is_helped(brand, agents, capsys):
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    make_drafts(brand_id=brand.id, number=run.number, now=NOW, actor=run.planner)
    take("run", run.number, agent=agents[0])
    assert "this process helps" in capsys.readouterr().out
    assert run.look().state == "made"


def test_a_run_is_undone(brand, agents, capsys):
    make_year(brand=brand)
    take("plan", agent=agents[0])
    take("undo", NUMBER, agent=agents[0])
    assert "undone" in capsys.readouterr().out


def test_what_cannot_be_is_one_sentence(brand, agents):
    customer = make_person(brand).email
    for step, number, more, said in (
        ("plan", (), {}, "Give --as the e-mail address of an agent"),
        ("plan", (), {"agent": customer}, "Give --as the e-mail address of an agent"),
        ("plan", (), {"agent": "nobody@example.org"}, "Give --as"),
        ("plan", (), {"agent": agents[0], "brand": "moon"}, "There is no brand moon"),
        ("show", (), {}, "there is none yet"),
        ("show", (NUMBER,), {}, "not"),
    ):
        with pytest.raises(CommandError, match=said):
            take(step, *number, **more)
    assert not BillingRun.objects.exists()


def test_the_planner_is_told_to_ask_another(brand, agents):
    make_year(brand=brand)
    take("plan", agent=agents[0])
    with pytest.raises(CommandError, match="another person has to approve it"):
        take("approve", NUMBER, agent=agents[0])
    with pytest.raises(CommandError, match=f"Give the number of the run: {NUMBER}"):
        take("approve", agent=agents[1])


def test_contracts_are_left_out_and_planned_again(brand, agents, capsys):
    numbers = [make_year(brand=brand).contract.number for _ in range(2)]
    by = ["--brand", "merel", "--as", agents[0]]
    take("plan", agent=agents[0])
    why = ["--contract", numbers[0], "--reason", "The meter is being looked at"]
    call_command("billing_run", "leave-out", NUMBER, *why, *by)
    said = capsys.readouterr().out
    assert f"{numbers[0]} from 2025-04-15: left out by an agent: The meter is being" in said
    call_command("billing_run", "plan-again", NUMBER, "--contract", numbers[0], *by)
    assert "2 bills of" in capsys.readouterr().out
    for wrong, told in (
        ([], "Give --contract"),
        (["--contract", "CB-9"], "has no period of CB-9"),
        (["--contract", numbers[1]], "needs a reason"),
    ):
        with pytest.raises(CommandError, match=told):
            call_command("billing_run", "leave-out", NUMBER, *wrong, *by)
