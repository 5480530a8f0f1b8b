"""Whose money it is: every question that a door asks about it, asked with somebody else's names.

The questions of payments, the bank, the ledger, arrears and the account statement are called with the
ids of another customer and of another brand, on a connection with the web's rights. What a door asks and
is neither called here nor said to be nobody's fails `test_every_question_of_a_door_is_asked_here`.
"""

import ast
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from test_api_isolation import ask_or_miss
from visiting import House

import kwartier
from arrears_factory import owe
from customer_factory import make_day_brand
from house_factory import as_web, make_customer
from kwartier.arrears import queries as arrears
from kwartier.arrears.invoice_states import Billed, InvoiceState
from kwartier.arrears.models import PaymentPlan, PlanDocument, PlanInstalment, Reminder, Waiver
from kwartier.arrears.refusals import PlanRuns
from kwartier.banking import queries as banking
from kwartier.billing import queries as billing
from kwartier.ledger import queries as ledger
from kwartier.ledger.types import OpenItem
from kwartier.payments import queries as payments
from kwartier.payments.models import (
    Collection,
    CollectionBatch,
    Consent,
    Mandate,
    Refund,
    RefundBatch,
    Return,
)
from kwartier.platform.errors import Refusal

pytestmark = pytest.mark.django_db

ROOMS = ("arrears", "banking", "ledger", "payments")
# Of the rooms that also ask of other things than money, these.
OTHERS = {"billing": {"get_account_statement", "list_statement_points"}}
DOORS = ("api", "office", "portal", "ui")


def _account(h: House) -> int:
    return h.customer.account.id


def _brand(h: House) -> int:
    return h.customer.brand.id


def _year(h: House) -> tuple[date, date]:
    return h.customer.today - timedelta(days=365), h.customer.today + timedelta(days=1)


def _plan_collections(h: House, ask: Callable[..., object]) -> object:
    return ask(_brand(h), h.customer.today, now=h.customer.now)


def _lines(h: House) -> object:
    first, end = _year(h)
    chart = ledger.get_chart(brand_id=_brand(h), country="BE")
    return list(ledger.iterate_journal_lines(brand_id=_brand(h), chart=chart, first=first, end=end))


def _learn_of_a_plan(h: House) -> bool:
    """Whether who asks for an offer learns that a plan runs already."""
    try:
        arrears.offer_plan(
            account=h.customer.account, months=2, first_on=h.customer.today, today=h.customer.today
        )
    except PlanRuns:
        return True
    return False


def _billed(h: House) -> Billed:
    """The invoice that the customer disputes, as somebody would forge it."""
    return Billed(
        account_id=_account(h),
        number=h.samples["reminded"],
        kind="invoice",
        amount_cents=12_000,
        open_cents=12_000,
        issued_on=h.customer.today,
        due_on=h.customer.today,
    )


def _knows_of_the_dispute(state: InvoiceState) -> bool:
    return state.status == "disputed"


def _number(h: House, model: type) -> str:
    return f"{'CB' if model is CollectionBatch else 'RB'}-{_account(h)}"


def _knows_what_the_plan_pays(h: House) -> bool:
    """Whether a document that is late is left out, because the plan of the customer pays it."""
    due_on = h.customer.today - timedelta(days=1)
    item = OpenItem(1, 1, "LATE", "advance_invoice", due_on, due_on, 100, 100)
    return not arrears.list_late([item], brand_id=_brand(h), today=h.customer.today)


QUESTIONS: dict[str, Callable[[House], object]] = {
    "arrears.count_plannable": lambda h: arrears.count_plannable(
        account=h.customer.account, today=date(2030, 1, 1)
    ),
    "arrears.count_work": lambda h: any(arrears.count_work(brand_id=_brand(h))),
    "arrears.find_invoice_state": lambda h: arrears.find_invoice_state(
        _brand(h), _billed(h), today=h.customer.today, now=h.customer.now
    )[1],
    "arrears.find_running_plan": lambda h: arrears.find_running_plan(account_id=_account(h)),
    "arrears.get_overview": lambda h: bool(
        arrears.get_overview(
            account_id=_account(h),
            brand_id=_brand(h),
            today=h.customer.today,
        ).reminders
    ),
    "arrears.get_reminder": lambda h: arrears.get_reminder(
        account_id=_account(h), number=h.samples["reminder"]
    ),
    "arrears.list_asked_waivers": lambda h: arrears.list_asked_waivers(brand_id=_brand(h)),
    "arrears.list_cases": lambda h: arrears.list_cases(account_id=_account(h)),
    "arrears.list_disputes": lambda h: arrears.list_disputes(account_id=_account(h)),
    "arrears.list_invoice_states": lambda h: any(
        _knows_of_the_dispute(each)
        for each in arrears.list_invoice_states(
            _brand(h), [_billed(h)], today=h.customer.today, now=h.customer.now
        ).values()
    ),
    "arrears.list_late": _knows_what_the_plan_pays,
    "arrears.list_open_disputes": lambda h: arrears.list_open_disputes(brand_id=_brand(h)),
    "arrears.list_plans": lambda h: arrears.list_plans(account_id=_account(h)),
    "arrears.list_reminders": lambda h: arrears.list_reminders(account_id=_account(h)),
    "arrears.list_to_post": lambda h: arrears.list_to_post(
        brand_id=_brand(h), today=h.customer.today
    ),
    "arrears.list_waivers": lambda h: arrears.list_waivers(account_id=_account(h)),
    "arrears.list_with_agent": lambda h: arrears.list_with_agent(brand_id=_brand(h)),
    "arrears.offer_plan": _learn_of_a_plan,
    "banking.check_day": lambda h: banking.check_day(_brand(h), on=h.customer.today),
    "banking.count_waiting": lambda h: banking.count_waiting(_brand(h)),
    "banking.find_next_waiting": lambda h: banking.find_next_waiting(_brand(h), after_id=0),
    "banking.get_arrival": lambda h: banking.get_arrival(
        _brand(h), arrival_id=h.samples["bank_file"]
    ),
    "banking.get_detail": lambda h: banking.get_detail(_brand(h), detail_id=h.samples["payment"]),
    "banking.is_undoable": lambda h: banking.is_undoable(_brand(h), detail_id=h.samples["payment"]),
    "banking.get_statement": lambda h: banking.get_statement(
        _brand(h), statement_id=h.samples["statement"]
    ),
    "banking.get_statement_file": lambda h: banking.get_statement_file(
        _brand(h), statement_id=h.samples["statement"]
    ),
    "banking.list_arrivals": lambda h: banking.list_arrivals(_brand(h)),
    "banking.list_details": lambda h: banking.list_details(
        _brand(h), statement_id=h.samples["statement"]
    ),
    "banking.list_own_accounts": lambda h: banking.list_own_accounts(_brand(h)),
    "banking.list_statements": lambda h: banking.list_statements(_brand(h)),
    "banking.list_takeable": lambda h: banking.list_takeable(
        _brand(h), detail_id=h.samples["payment"]
    ),
    "banking.list_work": lambda h: any(vars_of(banking.list_work(_brand(h)))),
    "billing.get_account_statement": lambda h: (
        billing.get_account_statement(
            account_id=_account(h), from_=_year(h)[0], until=_year(h)[1], today=h.customer.today
        )
        .points[0]
        .rows
    ),
    "billing.list_statement_points": lambda h: billing.list_statement_points(
        account_id=_account(h)
    ),
    "ledger.get_balance": lambda h: ledger.get_balance(account_id=_account(h)),
    "ledger.get_open_by_document": lambda h: ledger.get_open_by_document([_account(h)]),
    "ledger.get_standing": lambda h: ledger.get_standing(account_id=_account(h)).open_items,
    "ledger.iterate_journal_lines": _lines,
    "ledger.list_ageing": lambda h: ledger.list_ageing(brand_id=_brand(h), on=h.customer.today),
    "ledger.list_booked_invoices": lambda h: ledger.list_booked_invoices(
        account_id=_account(h), open_by_document={}
    ),
    "ledger.list_books": lambda h: any(
        ledger.list_books(brand_id=_brand(h), on=h.customer.today).values()
    ),
    "ledger.list_money_movements": lambda h: ledger.list_money_movements(account_id=_account(h)),
    "ledger.list_movements": lambda h: ledger.list_movements(account_id=_account(h)),
    "ledger.list_open_items": lambda h: ledger.list_open_items(account_id=_account(h)),
    "ledger.list_overdue": lambda h: ledger.list_overdue(
        account_id=_account(h), today=date(2030, 1, 1)
    ),
    "payments.find_bank_account": lambda h: payments.find_bank_account(_account(h)),
    "payments.find_live_mandate": lambda h: payments.find_live_mandate(_account(h)),
    "payments.find_next_transfer": lambda h: payments.find_next_transfer(_brand(h), _account(h)),
    "payments.find_payer": lambda h: any(payments.find_payer(_account(h))),
    "payments.find_refund_on_its_way": lambda h: payments.find_refund_on_its_way(_account(h)),
    "payments.find_return": lambda h: payments.find_return(_brand(h), h.samples["came_back"]),
    "payments.get_batch": lambda h: payments.get_batch(_brand(h), _number(h, CollectionBatch)),
    "payments.get_refund_batch": lambda h: payments.get_refund_batch(
        _brand(h), _number(h, RefundBatch)
    ),
    "payments.list_bank_accounts": lambda h: payments.list_bank_accounts(_account(h)),
    "payments.list_batch_collections": lambda h: payments.list_batch_collections(
        h.samples["collections"]
    ),
    "payments.count_work": lambda h: any(payments.count_work(_brand(h))),
    "payments.list_batch_refunds": lambda h: payments.list_batch_refunds(h.samples["refunds"]),
    "payments.list_batches": lambda h: payments.list_batches(_brand(h)),
    "payments.list_collections_to_come": lambda h: _plan_collections(
        h, payments.list_collections_to_come
    ),
    "payments.list_consents": lambda h: payments.list_consents([h.samples["signed"]]),
    "payments.list_mandates": lambda h: payments.list_mandates(_account(h)),
    "payments.list_refund_batches": lambda h: payments.list_refund_batches(_brand(h)),
    "payments.list_refunds_of": lambda h: payments.list_refunds_of(_account(h)),
    "payments.list_returns": lambda h: payments.list_returns(_brand(h)),
    "payments.list_suspended": lambda h: payments.list_suspended(_brand(h)),
    "payments.list_waiting_refunds": lambda h: payments.list_waiting_refunds(_brand(h)),
    "payments.needs_another": lambda h: payments.needs_another(
        h.samples["refunds"], h.samples["asker"], now=h.customer.now
    ),
    "payments.plan_collections": lambda h: _plan_collections(
        h, partial(payments.plan_collections, until=h.customer.today + timedelta(days=30))
    ),
    "payments.plan_refunds": lambda h: _plan_collections(h, payments.plan_refunds),
    "payments.read_batch_file": lambda h: payments.read_batch_file(
        _brand(h), _number(h, CollectionBatch)
    ),
    "payments.read_refund_file": lambda h: payments.read_refund_file(
        _brand(h), _number(h, RefundBatch)
    ),
}
# What tells of nobody, and why it may be asked by anybody.
OF_NOBODY = {
    "arrears.get_plan_bounds": "what a brand offers to everybody",
    "arrears.list_unsourced_rules": "figures of the law, of no customer",
    "ledger.get_chart": "the names of a brand's books",
    "payments.check_limit": "works out what it is given",
    "payments.explain_code": "what a code of the banks means",
    "payments.explain_collecting": "works out what it is given",
    "payments.find_account_obstacle": "works out what it is given",
    "payments.find_creditor": "what a brand is towards the banks, as its mandates say",
    "payments.offers_scheme": "works out what it is given",
    "payments.read_text": "the text of a mandate, before anybody signed it",
}
# What this customer does not have: a payment that was placed, a mandate that is suspended.
NONE_HERE = {"banking.is_undoable", "banking.list_takeable", "payments.list_suspended"}


def vars_of(found: object) -> list:
    """The lists that a frozen value holds."""
    return [getattr(found, name) for name in found.__dataclass_fields__]


def list_asked_by_doors() -> set[str]:
    """The questions of rooms that a door imports or calls, as `room.name`."""
    asked = set()
    for door in DOORS:
        for file in (Path(kwartier.__path__[0]) / door).rglob("*.py"):
            asked |= _list_asked(ast.parse(file.read_text("utf-8")))
    return {each for each in asked if each.partition(".")[2].islower()}


def _list_asked(tree: ast.Module) -> set[str]:
    asked, modules = set(), {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("kwartier."):
            continue
        _house, room, *rest = str(node.module).split(".")
        if rest[:1] == ["queries"]:
            asked |= {f"{room}.{each.name}" for each in node.names}
        elif not rest:
            queries = [each for each in node.names if each.name == "queries"]
            modules |= {each.asname or each.name: room for each in queries}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            room = modules.get(node.value.id)
            if room:
                asked.add(f"{room}.{node.attr}")
    return asked


def test_every_question_of_a_door_is_asked_here():
    """By construction: who adds a question to a door adds it here, or says why it is nobody's."""
    asked = {
        each
        for each in list_asked_by_doors()
        if each.partition(".")[0] in ROOMS
        or each.partition(".")[2] in OTHERS.get(each.partition(".")[0], ())
    }
    assert len(asked) > 40
    assert asked - set(QUESTIONS) - set(OF_NOBODY) == set()
    assert set(OF_NOBODY) & set(QUESTIONS) == set()


@pytest.fixture
def late_house(house) -> House:
    """The house, whose customer also asked for a waiver and keeps a plan, with a letter to post."""
    about = {"brand_id": _brand(house), "account_id": _account(house)}
    letter = Reminder.objects.get(number=house.samples["reminder"])
    Waiver.objects.create(
        **about,
        reminder=letter,
        cents=750,
        state="with_agent",
        asked_at=house.customer.now,
        asked_on=house.customer.today,
    )
    plan = PaymentPlan.objects.create(
        **about,
        number="PP26-9",
        state="running",
        total_cents=100,
        accepted_on=house.customer.today,
        accepted_at=house.customer.now,
    )
    PlanDocument.objects.create(**about, plan=plan, document="LATE", cents=100)
    PlanInstalment.objects.create(**about, plan=plan, due_on=house.customer.today, cents=100)
    owe(SimpleNamespace(brand=house.customer.brand, account=SimpleNamespace(pk=_account(house))))
    mandate = Mandate.objects.get(account_id=_account(house), ended_at__isnull=True)
    sent, returned = (
        CollectionBatch.objects.get(brand_id=_brand(house)),
        RefundBatch.objects.get(brand_id=_brand(house)),
    )
    Consent.objects.create(**about, mandate=mandate, document="LATE", given_at=house.customer.now)
    Collection.objects.create(
        **about,
        batch=sent,
        mandate=mandate,
        bank_account_id=mandate.bank_account_id,
        end_to_end_id="DD26-9",
        group_id="CB26-9",
        document="SENT",
        amount_cents=100,
        due_on=house.customer.today,
        collect_on=house.customer.today,
        scheme="core",
        sequence="FRST",
        state="sent",
    )
    for batch, state in ((returned, "paid"), (None, "waiting")):
        Refund.objects.create(
            **about,
            batch=batch,
            bank_account_id=mandate.bank_account_id,
            end_to_end_id=f"RT26-{state}",
            amount_cents=100,
            reason="asked",
            state=state,
            asked_at=house.customer.now,
        )
    house.samples |= {"collections": sent.pk, "refunds": returned.pk, "signed": mandate.pk}
    house.samples["asker"] = returned.made_by
    house.samples["came_back"] = Return.objects.get(brand_id=_brand(house)).pk
    letter.case.agent_step, letter.case.state = "agent", "with_agent"
    letter.case.agent_since = house.customer.today
    letter.case.save()
    letter.pk, letter.number, letter.step, letter.sent_on = None, "RM-post", "notice", None
    letter.save()
    return house


def test_the_questions_themselves_are_right(late_house):
    """As the owner of the database each finds something: nothing found below is no accident."""
    silent = {name for name, ask in QUESTIONS.items() if not answer(ask, late_house)}
    assert silent == NONE_HERE, silent


@pytest.mark.parametrize("who", ["another customer", "another brand", "nobody"])
def test_nobody_else_gets_an_answer(late_house, who):
    brand = make_day_brand("plein-midi") if who == "another brand" else late_house.customer.brand
    person, _account = make_customer(brand)
    with as_web(brand, None if who == "nobody" else person):
        told = {name for name, ask in QUESTIONS.items() if answer(ask, late_house)}
    assert told == set(), told


def answer(ask: Callable[[House], object], house: House) -> object:
    """What a question finds; nothing where it says that nothing is there, or not for the asker."""
    try:
        return ask_or_miss(ask, house)
    except Refusal:
        return None
