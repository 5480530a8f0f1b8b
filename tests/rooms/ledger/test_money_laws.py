"""Invoices, payments, returns, refunds, costs, waivers in any order: the books hold.

A few stories on every run, always the same; as many new ones as one asks for with
`MONEY_STORIES=500 pytest tests/rooms/ledger/test_money_laws.py`.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from money_machine import MoneyMachine

STORIES = int(os.environ.get("MONEY_STORIES", "0"))


@pytest.mark.django_db
@pytest.mark.timeout(0 if STORIES else 300)
def test_the_books_hold_whatever_happens():
    chosen = settings(
        max_examples=STORIES or 6,
        stateful_step_count=40 if STORIES else 12,
        deadline=None,
        derandomize=not STORIES,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(MoneyMachine, settings=chosen)
