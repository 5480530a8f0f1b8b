"""Each folder ``given_<situation>`` tells a situation and what the customer gets to see.

The tariff is always the same: the card "Steady" (60 euro a year; electricity 13 cents, gas 5 cents
per kWh, 1.56 cents of contributions on electricity, 3 cents for what is given to the grid, all
without VAT), in Antwerp. Readings lie on the published profile, so that a year is what the folder
says it is. All amounts are in euro with VAT; a settlement above zero is to pay.
"""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from advance_factory import NOW, change_before, make_household, pay_everything
from house_factory import acting, make_agent
from kwartier.billing import operations, queries
from kwartier.billing.amounts import parse_amount
from kwartier.billing.types import Channel
from kwartier.metering.types import Energy, RegisterKind, RegisterSpec
from kwartier.platform.errors import Refusal
from kwartier.platform.types import ActorKind

pytestmark = pytest.mark.django_db

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("given_*/given.toml"))


def euro(cents):
    return f"{cents / 100:.2f}"


def build(given):
    home, contract, advance = given["home"], given["contract"], given["advance"]
    energy = Energy(home["energy"])
    dials = 5 if energy == Energy.GAS else 6
    changes = given.get("changes", [])
    household = make_household(
        energy=energy,
        annual=tuple(home["kwh_a_year"].values()),
        home={
            "registers": tuple(
                RegisterSpec(RegisterKind(kind), dials=dials) for kind in home["kwh_a_year"]
            )
        },
        read_on=home["read_on"],
        moved_in=contract["moved_in"],
        ends_on=contract.get("ends_on"),
        terms={
            "billing_rhythm": contract.get("billed", "yearly"),
            "customer_category": contract.get("category", "residential"),
        },
        period=(advance["period_from"], advance["period_until"]),
        amount_cents=parse_amount(advance["amount"]),
        plan={"rhythm": advance.get("rhythm", "monthly")},
        issue=False,
        paid=False,
    )
    for change in changes:
        issue(household, change["on"])
        actor = household.actor
        if change["by"] == "agent":
            actor = acting(make_agent(household.brand).person, kind=ActorKind.AGENT)
        change_before(
            household,
            on=change["on"],
            to_cents=parse_amount(change["to"]),
            channel=Channel(change["through"]),
            actor=actor,
        )
    issue(household, given["today"])
    if advance.get("paid", True):
        pay_everything(household, given["today"])
    return household


def issue(household, day):
    operations.issue_due_advances(brand_id=household.brand.id, today=day, now=NOW)


def tell(household, given):
    """What the customer gets to see, in the words of ``expected.toml``."""
    today: date = given["today"]
    simulation = household.simulate(today=today)
    told = {
        "refusals": [
            {
                "code": refusal.code,
                **({"lifted_on": refusal.lifted_on} if refusal.lifted_on else {}),
            }
            for refusal in queries.list_obstacles(contract_id=household.contract.id, today=today)
        ],
        "asked": ask(household, given, simulation.seen_version),
    }
    if simulation.is_known:
        told["today"] = {
            "advance": euro(simulation.current_cents),
            "advances_left": simulation.advances_left_count,
            "already_invoiced": euro(simulation.invoiced_cents),
            "expected_cost": euro(simulation.expected_cost_cents),
            "settlement": euro(simulation.settlement_cents),
            "recommended": euro(simulation.recommendation.amount_cents),
            "lowest": euro(simulation.lower.cents),
            "highest": euro(simulation.upper.cents),
        }
    return told


def ask(household, given, seen):
    try:
        changed = operations.change_advance(
            contract_id=household.contract.id,
            amount_cents=parse_amount(given["asks"]["amount"]),
            seen=seen,
            actor=household.actor,
            today=given["today"],
            now=NOW,
            channel=Channel.WEB,
        ).change
    except Refusal as refusal:
        return {"refused": refusal.code}
    return {
        "changed_to": euro(changed.to_cents),
        "from": changed.effective_on,
        "settlement": euro(changed.expected_settlement_cents),
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_customer_gets_to_see(folder):
    given = tomllib.loads((folder / "given.toml").read_text("utf-8"))
    expected = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    assert tell(build(given), given) == expected
