"""Workers of a billing run are killed at any moment: every contract has one bill, whatever happens.

A handful of kills in the suite; ``KWARTIER_TEST_KILLS=50`` for more.
"""

import os
import random
import time

import pytest

from bill_factory import DAY, NOW, make_year
from house_factory import make_brand
from kwartier.billing import operations
from kwartier.billing.models import Bill
from run_factory import Run
from run_kills import assert_everybody_has_one_bill, kill, start_over, start_worker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = int(os.environ.get("KWARTIER_TEST_KILLS", "4"))
HOMES = 6
LONGEST_LIFE_SECONDS = 0.12


def kill_now_and_then(run, chance, count):
    """Start workers and kill them at random moments of their lives; how many were killed at work."""
    killed = 0
    for _ in range(count):
        process = start_worker(run)
        time.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
        killed += kill(process)
    return killed


@pytest.fixture
def world():
    brand = make_brand()
    households = [make_year(brand=brand) for _ in range(HOMES)]
    return Run(brand, part=1), households


def test_workers_killed_at_random_moments_leave_one_bill_for_everybody(world):
    run, households = world
    chance = random.Random(20261122)  # noqa: S311 - moments, not secrets
    part = -(-KILLS // 3)
    run.number = operations.plan_run(
        brand_id=run.brand.id, today=DAY, now=NOW, actor=run.planner
    ).number
    killed = kill_now_and_then(run, chance, part)
    run.work()
    run.approve()
    start_over(run)
    killed += kill_now_and_then(run, chance, part)
    run.work()
    run.release()
    killed += kill_now_and_then(run, chance, part)
    run.work()
    assert run.look().state == "released"
    assert killed
    assert_everybody_has_one_bill(households)


def test_two_workers_share_a_run(world):
    run, households = world
    run.plan()
    run.approve()
    start_over(run)
    assert [wait_for(process) for process in (start_worker(run), start_worker(run))] == [0, 0]
    assert run.look().state == "made"
    run.release()
    assert [wait_for(process) for process in (start_worker(run), start_worker(run))] == [0, 0]
    run.work()
    assert run.look().state == "released"
    assert_everybody_has_one_bill(households)
    in_order = Bill.objects.order_by("number").values_list("contract_id", flat=True)
    assert list(in_order) == [each.contract.id for each in households]
