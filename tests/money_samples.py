"""The money of one customer whose pages are shown: bank, mandate, reminder, instalment schedule."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from kwartier.arrears.models import Dispute, Reminder, ReminderCase
from kwartier.banking.operations import add_own_account, load_arrivals, receive_file
from kwartier.banking.queries import list_arrivals, list_details
from kwartier.banking.types import DetailLine, EntryLine, StatementLines
from kwartier.billing import operations as billing
from kwartier.billing._schedule_models import ScheduleRevision
from kwartier.billing.queries import (
    find_schedule,
    is_schedule_offered,
)
from kwartier.brand_settings import operations as settings_operations
from kwartier.demo.bank import write_camt
from kwartier.payments.queries import find_bank_account, find_creditor, find_live_mandate
from kwartier.platform.types import SYSTEM
from mandate_factory import add_bank_account, make_creditor, sign
from page_customer import Customer


def add_bank(customer: Customer) -> dict[str, Any]:
    """A statement of the bank with a payment that waits, and a file that waits for a statement."""
    digits = f"{customer.account.id:012d}"
    iban = f"BE{98 - int(f'{digits}111400') % 97:02d}{digits}"
    about = {"brand_id": customer.brand.id, "actor": SYSTEM, "now": customer.now}
    add_own_account(iban=iban, name="Current account", opened_on=customer.today, **about)
    payment = DetailLine(
        place="", amount_cents=4_200, free_text="energy", counterpart_name=customer.person.name
    )
    entry = EntryLine(
        place="",
        amount_cents=4_200,
        booked_on=customer.today,
        value_on=None,
        bank_reference="R1",
        code="PMNT-RCDT-ESCT",
        details=(payment,),
    )
    statement = StatementLines(
        place="",
        iban=iban,
        currency="EUR",
        number=1,
        opened_on=customer.today,
        closed_on=customer.today,
        opening_cents=0,
        closing_cents=4_200,
        entries=(entry,),
    )
    later = replace(statement, number=3, opening_cents=0, closing_cents=0, entries=())
    for each in (statement, later):
        receive_file(content=write_camt(each), name=f"{iban}.xml", **about)
    (loaded,) = load_arrivals(brand_id=customer.brand.id, now=customer.now)
    (detail,) = list_details(customer.brand.id, statement_id=loaded.statement_id or 0)
    (waiting, *_) = list_arrivals(customer.brand.id)
    return {"statement": loaded.statement_id, "payment": detail.id, "bank_file": waiting.id}


def add_arrears(customer: Customer) -> dict[str, Any]:
    """A reminder of a bill that is disputed, with its case; what it costs may be taken off."""
    document = f"LATE-{customer.account.id}"
    reminder = add_reminder(customer, document, 12_000, due_on=customer.today)
    Dispute.objects.create(
        brand_id=customer.brand.id,
        account_id=customer.account.id,
        document=document,
        cents=12_000,
        state="open",
        opened_on=customer.today,
    )
    tomorrow = customer.today + timedelta(days=1)
    return {
        "reminder": reminder.number,
        "reminded": document,
        "case": reminder.case_id,
        "tomorrow": tomorrow.isoformat(),
    }


def add_reminder(customer: Customer, document: str, cents: int, *, due_on: date) -> Reminder:
    """A reminder of today that costs something, with its case."""
    about = {"brand_id": customer.brand.id, "account_id": customer.account.id}
    is_french = customer.brand.country == "FR"
    procedure = "fr.household" if is_french else "be.flanders_household"
    case = ReminderCase.objects.create(
        **about, procedure=procedure, state="open", opened_on=customer.today, last_step="reminder"
    )
    return Reminder.objects.create(
        **about,
        case=case,
        number=f"RM{customer.account.id}",
        step="reminder",
        way="email",
        language="en",
        issued_on=customer.today,
        sent_on=customer.today,
        pay_by=customer.today,
        principal_cents=cents,
        fee_cents=750,
        indemnity_cents=0,
        interest_cents=0,
        facts={
            "procedure": procedure,
            "prospect": "reduced_power" if is_french else "end_of_contract",
            "creditor": {"legal_name": "Merel", "enterprise_number": "0999999823", "iban": ""},
            "debts": [
                {
                    "document": document,
                    "energy": "electricity",
                    "address": "Lindelaan 4",
                    "due_on": due_on.isoformat(),
                    "open_cents": cents,
                    "disputed_cents": 0,
                }
            ],
            "ahead": [],
        },
        created_at=customer.now,
    )


def add_mandate(customer: Customer) -> dict[str, Any]:
    """A bank account, and a mandate under it, where there is none yet."""
    if find_creditor(customer.brand.id, on=customer.today) is None:
        make_creditor(customer.brand)
    bank_account = find_bank_account(customer.account.id) or add_bank_account(
        customer.person, customer.account, now=customer.now
    )
    mandate = find_live_mandate(customer.account.id) or sign(
        customer.person, customer.account, now=customer.now
    )
    return {"mandate": mandate.reference, "bank_account": bank_account.id}


def add_schedule(customer: Customer) -> dict[str, Any]:
    """An instalment schedule that began two days ago, with other instalments proposed since."""
    about: dict[str, Any] = {"actor": SYSTEM, "now": customer.now}
    on = customer.today
    if not is_schedule_offered(brand_id=customer.brand.id, on=on):
        key = {"key": "schedule.is_offered", "value": True, "source": "tests"}
        settings_operations.set_brand_parameter(
            brand_id=customer.brand.id, from_day=on.replace(day=1), **key, **about
        )
    running = find_schedule(contract_id=customer.contract.id, today=on)
    schedule = running or billing.begin_schedule(
        contract_id=customer.contract.id,
        count=12,
        due_day=5,
        today=on - timedelta(days=2),
        tells=False,
        **about,
    )
    latest = ScheduleRevision.objects.filter(schedule_id=schedule.id).latest("pk")
    if latest.state == "proposed":
        return {"revision": latest.pk}
    latest.pk, latest.state, latest.sequence = None, "proposed", None
    latest.amount_cents += 1_000
    latest.save()
    return {"revision": latest.pk}
