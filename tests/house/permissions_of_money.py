"""What customers do about money and their data, tried by every role on the account of one holder."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from django.db.models import Model
from django.test import Client

from arrears_factory import owe
from collection_factory import settle
from kwartier.alerts.models import Watch
from kwartier.arrears.models import Dispute, PaymentPlan, Waiver
from kwartier.delivery.models import MonthlyStatement
from kwartier.intervals.models import IntervalConsent
from kwartier.intervals.queries import read_consent_text
from kwartier.intervals.types import Purpose
from kwartier.parties.models import Membership
from kwartier.payments.models import Mandate, Refund
from kwartier.platform.brands import get_brand
from kwartier.supply.queries import list_contracts
from money_samples import add_mandate, add_reminder
from page_customer import Customer
from page_samples import find_customer

Prepare = Callable[[Customer, Client], dict[str, str]]


def find_holder(email: str) -> Customer:
    """Who holds the account, with its contract for electricity."""
    member = Membership.objects.select_related("person").get(person__email=email, role="holder")
    brand = get_brand("merel")
    contract = list_contracts(member.account_id)[0]
    return find_customer(brand, member.person, contract, brand.demo_today)


def _nothing(_customer: Customer, _holder: Client) -> dict[str, str]:
    return {}


def _signature(customer: Customer, _holder: Client) -> dict[str, str]:
    Mandate.objects.filter(account_id=customer.account.id).delete()
    known = add_mandate(customer)["bank_account"]
    Mandate.objects.filter(account_id=customer.account.id).delete()
    return {"scheme": "core", "scope": "advances", "ask_above": "", "account": str(known)}


def _signed(customer: Customer, _holder: Client) -> dict[str, str]:
    add_mandate(customer)
    return {}


def _ahead(customer: Customer, _holder: Client) -> dict[str, str]:
    row = SimpleNamespace(pk=customer.account.id, brand_id=customer.brand.id)
    settle(row, "S26-9000001", cents=-5_000, booked_on=customer.today)
    return {}


def _reminded(customer: Customer, _holder: Client) -> dict[str, str]:
    add_reminder(customer, "F26-9000001", 12_000, due_on=customer.today)
    return {}


def _late(customer: Customer) -> str:
    household = SimpleNamespace(
        brand=customer.brand, account=SimpleNamespace(pk=customer.account.id)
    )
    return owe(household, due_on=customer.today - timedelta(days=40))


def _disputable(customer: Customer, _holder: Client) -> dict[str, str]:
    return {"document": _late(customer), "reason": "Not my meter."}


def _plannable(customer: Customer, holder: Client) -> dict[str, str]:
    _late(customer)
    first_on = (customer.today + timedelta(days=7)).isoformat()
    shown = holder.get("/merel/cannot-pay/", {"months": "3", "first_on": first_on})
    return {"months": "3", "first_on": first_on, "seen": shown.context["offer"].seen}


def _sharing(_customer: Customer, _holder: Client) -> dict[str, str]:
    return {"purpose": "share", "version": read_consent_text(Purpose.SHARE).version}


@dataclass(frozen=True)
class Attempt:
    """What is sent where after what was prepared, and the table in which the account's rows change."""

    address: str
    table: type[Model]
    prepare: Prepare = _nothing
    form: dict[str, str] = field(default_factory=dict)

    def __call__(self, client: Client, holder: Client, customer: Customer) -> bool:
        """Whether it changed something of this account: whatever a stranger does changes their own."""
        form = {**self.form, **self.prepare(customer, holder)}
        before = self._read(customer)
        address = self.address.format(
            code=customer.contract.code,
            reminder=f"RM{customer.account.id}",
            document=form.pop("document", ""),
        )
        client.post(f"/merel/{address}", form)
        return self._read(customer) != before

    def _read(self, customer: Customer) -> list[dict[str, object]]:
        rows = self.table._default_manager.filter(account_id=customer.account.id)
        return list(rows.order_by("pk").values())


ATTEMPTS: dict[str, Attempt] = {
    "sign a mandate for direct debit": Attempt("payments/direct-debit/sign/", Mandate, _signature),
    "change what direct debit collects": Attempt(
        "payments/direct-debit/change/",
        Mandate,
        _signed,
        {"scope": "advances", "ask_above": "200", "seen": ""},
    ),
    "stop direct debit": Attempt("payments/direct-debit/stop/", Mandate, _signed),
    "ask for the credit to be paid out": Attempt("payments/refund/", Refund, _ahead),
    "ask for the cost of a reminder to be taken off": Attempt(
        "reminders/{reminder}/waiver/", Waiver, _reminded
    ),
    "agree on a payment plan": Attempt("cannot-pay/confirm/", PaymentPlan, _plannable),
    "dispute an invoice": Attempt("disputes/{document}/", Dispute, _disputable),
    "have the account statement by e-mail, for oneself": Attempt(
        "payments/statement/monthly/", MonthlyStatement, form={"format": "xlsx"}
    ),
    "consent to keeping quarter-hours": Attempt(
        "consumption-data/{code}/consent/", IntervalConsent, _sharing
    ),
    "set an alert": Attempt(
        "alerts/{code}/", Watch, form={"on_reading_due": "on", "limit_reading_due": "40"}
    ),
}
