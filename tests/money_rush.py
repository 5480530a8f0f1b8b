"""Many sessions at once on one account: paying, taking back, waiving, planning, refunding, mandates.

    python tests/money_rush.py --sessions 50 --rounds 20 [--seed 1]

Each session is a thread with a connection of its own: customers as the web's role, by the operations
that the doors call and by the doors themselves; agents and jobs as the worker's. What an operation
refuses is a sentence; anything else is a fault. After each round the books have to say what the
sessions were told. Needs DATABASE_URL of a server where it may make a database of its own, which it
drops at the end.
"""

import argparse
import itertools
import logging
import os
import random
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

if __name__ == "__main__":  # as a command: a database of its own
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "src")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    import django

    django.setup()

from django.db import connection
from django.db.models import Sum

from advance_factory import Household, make_rules
from arrears_factory import account_of, at, make_debtor, owe, remind
from house_factory import acting, make_agent, make_brand
from kwartier.arrears.models import PaymentPlan, Waiver
from kwartier.arrears.queries import list_reminders
from kwartier.brand_settings.operations import set_brand_parameter
from kwartier.ledger.models import Posting
from kwartier.ledger.queries import check_books, get_balance, get_bank_balance
from kwartier.payments import operations as payments
from kwartier.payments.models import BankAccount, Mandate, Refund
from kwartier.payments.types import LIVE_STATES
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo
from mandate_factory import IBAN, make_creditor
from money_acts import NOW, OURS, TODAY, Session, World

REMINDED_ON = date(2026, 2, 11)
_numbers = itertools.count(1)


def make_rushed_brand() -> BrandInfo:
    """A brand that reminds, collects and pays out, on the day of the rush."""
    brand = make_brand(f"rush{next(_numbers)}", demo_today=TODAY)
    make_creditor(brand, cooloff_hours=0)
    make_rules(brand)  # before any other parameter: it makes them once
    set_brand_parameter(
        brand_id=brand.id,
        key="reminders.are_sent",
        value=True,
        from_day=date(2024, 1, 1),
        source="tests",
        actor=SYSTEM,
        now=at(date(2024, 1, 1)),
    )
    return brand


def make_world(brand: BrandInfo, agents: list[Actor]) -> World:
    """A household that owes an invoice, and another with the cost of a formal notice."""
    home = make_debtor(brand=brand)
    reminded = owe(home)
    remind(home, REMINDED_ON, TODAY)
    later = owe(home, cents=25_000, due_on=date(2026, 2, 20))
    payments.note_paying_account(account=account_of(home), iban=IBAN, holder="Somebody", now=NOW)
    notice = find_notice(home)
    owed_cents = get_balance(account_id=home.account.pk)
    name = f"w{next(_numbers)}"
    return World(home, agents, notice, (reminded, later), owed_cents, name)


def find_notice(home: Household) -> str:
    """The number of the reminder that cost something."""
    (costing,) = [each for each in list_reminders(account_id=home.account.pk) if each.cost_cents]
    return str(costing.number)


def rush(world: World, *, sessions: int, acts: int, seed: int) -> None:
    """Let so many sessions act at once, until each is done."""
    start = threading.Barrier(sessions)

    def go(number: int) -> None:
        try:
            session = Session(world, random.Random(f"{seed} {number}"))  # noqa: S311 - a game
            start.wait(120)
            session.act(acts)
        except Exception:  # noqa: BLE001 - told by the prover
            start.abort()
            with world.lock:
                world.faults.append(traceback.format_exc())
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def prove(world: World, *, opening_bank_cents: int) -> int:
    """The books say what the sessions were told; returns what lies at the bank."""
    assert not world.faults, "\n".join([f"{len(world.faults)} faults", *world.faults[:3]])
    brand_id, account_id = world.brand.id, world.home.account.pk
    assert check_books(brand_id=brand_id, on=TODAY) == []
    paid, back = sum(world.placed.values()), sum(world.returned.values())
    waivers = Waiver.objects.filter(account_id=account_id, posted_at__isnull=False)
    waived = waivers.aggregate(sum=Sum("cents"))["sum"] or 0
    sent = Refund.objects.filter(account_id=account_id, state="sent")
    assert set(world.returned) <= set(world.placed)
    assert waivers.count() == world.waived_count <= 1
    assert Waiver.objects.filter(account_id=account_id).count() <= 1
    assert (sent.aggregate(sum=Sum("amount_cents"))["sum"] or 0) == world.sent_cents
    reserved = Posting.objects.filter(account_id=account_id, book="receivable")
    assert (
        reserved.filter(journal__kind="refund").aggregate(sum=Sum("amount_cents"))["sum"] or 0
    ) == world.sent_cents
    assert world.sent_cents <= paid + waived
    balance_cents = world.owed_cents - paid + back - waived + world.sent_cents
    assert get_balance(account_id=account_id) == balance_cents
    assert Mandate.objects.filter(account_id=account_id, state__in=LIVE_STATES).count() <= 1
    assert PaymentPlan.objects.filter(account_id=account_id, state="running").count() <= 1
    now_used = BankAccount.objects.filter(account_id=account_id, replaced_by__isnull=True)
    assert now_used.count() == 1
    bank_cents = get_bank_balance(brand_id=brand_id, bank_iban=OURS, on=TODAY)
    assert bank_cents == opening_bank_cents + paid - back
    return int(bank_cents)


def run_rounds(
    *, sessions: int, acts: int, rounds: int, seed: int, tell: Callable[[str], None]
) -> None:
    """So many rounds, each on an account of its own, all in the books of one brand."""
    brand = make_rushed_brand()
    agents = [
        acting(make_agent(brand, name=name).person, kind=ActorKind.AGENT, reason="called")
        for name in ("Ann", "Ben")
    ]
    bank_cents, counts = 0, Counter[str]()
    for number in range(rounds):
        world = make_world(brand, agents)
        rush(world, sessions=sessions, acts=acts, seed=seed + number)
        bank_cents = prove(world, opening_bank_cents=bank_cents)
        counts += world.counts
        tell(f"seed {seed + number}: {sum(world.counts.values())} acts, the books agree")
    for name, count in sorted(counts.items()):
        tell(f"{count:7d}  {name}")


def main() -> None:
    """Run it as a command, in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--acts", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begun = time.monotonic()

    logging.disable(logging.WARNING)  # a page that refuses is no news here

    def say(text: str) -> None:
        sys.stdout.write(f"{time.monotonic() - begun:6.0f} s  {text}\n")
        sys.stdout.flush()

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        run_rounds(
            sessions=asked.sessions,
            acts=asked.acts,
            rounds=asked.rounds,
            seed=asked.seed,
            tell=say,
        )
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
