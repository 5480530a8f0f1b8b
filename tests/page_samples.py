"""Something of everything for one customer, so that each page of :mod:`page_list` has what it shows.

``furnish`` works on any customer: one that a test's factory made, or one of the demonstration's
stories. What it returns fills the addresses and forms of the list.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from bank_file_samples import add_bank_files, add_own_token, add_service_token
from document_factory import make_issuer
from interval_file_samples import add_interval_file, add_own_data, add_quarter_hours
from kwartier.alerts import operations as alerts
from kwartier.billing import operations as billing
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing.models import BillingRun, BillingRunRow
from kwartier.billing.queries import (
    get_bill_page,
    list_bills,
    simulate_advance,
)
from kwartier.billing.types import BillView, Channel, PlanDraft
from kwartier.delivery.models import Delivery
from kwartier.delivery.operations.monthly_statements import write_stop_key
from kwartier.documents.models import ImportedDocument
from kwartier.documents.operations import keep_document
from kwartier.ledger.operations import record_payment
from kwartier.ledger.queries import list_open_items
from kwartier.metering.operations import (
    add_photo,
    load_operator_readings,
    record_reading,
    withdraw_reading,
)
from kwartier.metering.queries import list_readings, list_registers
from kwartier.metering.types import OperatorReading, RecordedReading
from kwartier.parties.models import Invitation, Membership, Person
from kwartier.parties.operations import create_token, invite_member
from kwartier.parties.operations.opening import add_member, add_person
from kwartier.parties.queries import get_account_for
from kwartier.parties.types import Role, TokenScope
from kwartier.platform.models import OutboxMail
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.supply.types import ContractRow
from kwartier.support.operations import open_request
from kwartier.support.queries import list_articles
from kwartier.support.types import RequestKind
from money_samples import add_arrears, add_bank, add_mandate, add_schedule
from page_customer import Customer
from photo_factory import make_photo

# The ends of the two periods that are billed; the factories' customers are read on these days.
BILLED = (date(2025, 4, 15), date(2025, 10, 15), date(2026, 4, 15))
HELPER_NAME = "Wilhelmina Zonnebloem"


def find_customer(brand: BrandInfo, person: Person, contract: ContractRow, today: date) -> Customer:
    """A person with the account that holds the contract."""
    account = get_account_for(person.pk, account_id=contract.account_id)
    return Customer(brand, person, account, contract, today)


def furnish(customer: Customer) -> dict[str, Any]:
    """Give the customer a member, an invitation, a token, readings, a request, a past change."""
    return {
        "account_id": customer.account.id,
        "account": customer.account.number,
        "contract": customer.contract.number,
        "code": customer.contract.code,
        "person": customer.person.pk,
        "stop_key": write_stop_key(account_id=customer.account.id, person_id=customer.person.pk),
        "alerts_key": alerts.write_stop_key(
            account_id=customer.account.id, person_id=customer.person.pk
        ),
        "today": customer.today.isoformat(),
        "article": list_articles(language="en", country=customer.brand.country)[0].key,
        **_add_people(customer),
        **_add_token(customer),
        **_add_readings(customer),
        **_add_request(customer),
        **add_interval_file(customer),
        **add_own_data(customer),
        **add_quarter_hours(customer),
        **(_add_invoicing(customer) if _pays_advances(customer) else {}),
        **_add_deliveries(customer),
        **add_mandate(customer),
        **add_arrears(customer),
        **add_bank(customer),
        **add_bank_files(customer.account, customer.now),
        "mail": OutboxMail.objects.filter(brand_id=customer.brand.id).latest("pk").pk,
    }


def _add_deliveries(customer: Customer) -> dict[str, Any]:
    """A paper of a former system that is on request, and a delivery that failed."""
    number = f"OLD-{customer.account.id}"
    day = customer.today.replace(year=customer.today.year - 5)
    kept = keep_document(
        brand_id=customer.brand.id,
        account_id=customer.account.id,
        subject_kind="imported",
        subject_number=number,
        format="pdf",
        language="en",
        content=b"%PDF-1.7 " + number.encode(),
        issued_on=day,
        now=customer.now,
    )
    about = {"brand_id": customer.brand.id, "account_id": customer.account.id}
    ImportedDocument.objects.get_or_create(
        document_id=kept.id, defaults={**about, "kind": "settlement", "source": "Before"}
    )
    failed = Delivery.objects.create(
        **about,
        subject_number=number,
        issued_on=day,
        channel="email",
        address=f"failed{customer.account.id}@example.org",
        language="en",
        state="failed",
        failure="not_taken",
        detail="550 no such box",
        created_at=customer.now,
        moved_at=customer.now,
    )
    return {"old_document": number, "delivery": failed.pk}


def _pays_advances(customer: Customer) -> bool:
    """Some of a brand that asks for advances do not: the solar homes of Plein Midi pay by the month."""
    plans = AdvancePlan.objects.filter(contract_id=customer.contract.id, amount_cents__gt=0)
    return customer.brand.features.get("advance", True) and plans.exists()


def _add_invoicing(customer: Customer) -> dict[str, Any]:
    return {
        **_add_bills(customer),
        **add_schedule(customer),
        **_add_change(customer),
        **_add_run(customer),
    }


def _add_run(customer: Customer) -> dict[str, Any]:
    """A billing run that was planned and undone: a brand has one open, whoever else is furnished."""
    agent = Actor(kind=ActorKind.AGENT, person_id=customer.person.pk, name="Tom Peeters")
    steps: dict[str, Any] = {"brand_id": customer.brand.id, "now": customer.now, "actor": agent}
    number = billing.plan_run(today=customer.today, **steps).number
    plan = AdvancePlan.objects.filter(contract_id=customer.contract.id).latest("pk")
    row = BillingRunRow.objects.create(
        brand_id=customer.brand.id,
        run=BillingRun.objects.get(brand_id=customer.brand.id, number=number),
        plan=plan,
        state="refused",
        why=[{"kind": "already_billed"}],
    )
    billing.undo_run(number=number, **steps)
    return {"billing_run": number, "run_row": row.pk}


def _add_people(customer: Customer) -> dict[str, Any]:
    helper = add_person(
        brand=customer.brand,
        email=f"helper{customer.account.id}@example.org",
        name=HELPER_NAME,
        language="en",
    )
    add_member(account=customer.account, person_id=helper, role=Role.DELEGATE)
    links: list[str] = []
    email = f"invited{customer.account.id}@example.org"
    invite_member(
        brand=customer.brand,
        account_id=customer.account.id,
        email=email,
        role=Role.READER,
        link_maker=lambda token: links.append(token) or f"http://127.0.0.1/{token}/",
        actor=customer.actor,
        now=datetime.now(UTC),  # an invitation runs out on the real calendar too
    )
    return {
        "membership": Membership.objects.get(person_id=helper).pk,
        "invitation": Invitation.objects.get(email=email).pk,
        "invitation_token": links[0],
    }


def _add_token(customer: Customer) -> dict[str, Any]:
    raw, token = create_token(
        brand=customer.brand,
        name="Home server",
        scopes=TokenScope.values,
        lifetime=timedelta(days=30),
        actor=customer.actor,
        now=customer.now,
    )
    return {"token": token.id, "raw_token": raw}


def _add_readings(customer: Customer) -> dict[str, Any]:
    """One in line for yesterday, and one far too high for today, which is questioned."""
    yesterday = customer.today - timedelta(days=1)
    asked = _record(customer, yesterday, {})
    if asked.is_questioned:
        withdraw_reading(
            supply_point_id=customer.contract.supply_point_id,
            read_on=yesterday,
            actor=customer.actor,
            now=customer.now,
            account_id=customer.account.id,
        )
        given = _record(customer, yesterday, middle_of(asked))
        assert not given.is_questioned, given
    questioned = _record(customer, customer.today, {})
    assert questioned.is_questioned, questioned
    register = questioned.indexes[0].register_id
    photo = add_photo(
        supply_point_id=customer.contract.supply_point_id,
        read_on=customer.today,
        content=make_photo(),
        actor=customer.actor,
        now=customer.now,
        account_id=customer.account.id,
    )
    return {
        "photo": photo.id,
        "given_day": yesterday,
        "questioned_day": customer.today,
        "register": f"register_{register}",
        "index": str(questioned.indexes[0].index_value + 1),
    }


def middle_of(asked: RecordedReading) -> dict[int, int]:
    """Indexes in the middle of what would have been in line."""
    return {
        each.register_id: (each.lowest_index + each.highest_index) // 2
        if each.lowest_index is not None and each.highest_index is not None
        else each.index_value
        for each in asked.indexes
    }


def _record(customer: Customer, day: date, indexes: dict[int, int]) -> RecordedReading:
    registers = list_registers(customer.contract.supply_point_id, customer.today)
    return record_reading(
        supply_point_id=customer.contract.supply_point_id,
        read_on=day,
        indexes={each.id: indexes.get(each.id, 91_283) for each in registers},
        actor=customer.actor,
        today=customer.today,
        now=customer.now,
        account_id=customer.account.id,
    )


def _add_request(customer: Customer) -> dict[str, Any]:
    asked = open_request(
        brand=customer.brand,
        account=customer.account,
        kind=RequestKind.CONTACT,
        subject="The key of the meter cupboard",
        text="Where did the technician leave it?",
        actor=customer.actor,
        today=customer.today,
        now=customer.now,
    )
    return {"request": asked.number}


def _add_bills(customer: Customer) -> dict[str, Any]:
    """Two settlements, bridged, paid, the second corrected; a customer of old has the two."""
    make_issuer(customer.brand)
    bills = list_bills(account_id=customer.account.id)
    if not bills:
        bills = [_settle(customer, *BILLED[:2]), _settle(customer, *BILLED[1:])][::-1]
        owed = sum(item.open_cents for item in list_open_items(account_id=customer.account.id))
        if owed:
            record_payment(
                brand_id=customer.brand.id,
                account_id=customer.account.id,
                amount_cents=owed,
                paid_on=customer.today,
                now=customer.now,
            )
    right = _correct(customer, bills[0])
    # Brands number their bills each by itself: the account says whose this is.
    own = customer.account.id
    links = get_bill_page(right.number, account_id=own).links
    assert links.replaces
    taken_back = get_bill_page(links.replaces.number, account_id=own).links.credit_note
    assert taken_back
    return {
        "bill": right.number,
        "credit_note": taken_back.number,
        "replaced_bill": links.replaces.number,
    }


def _correct(customer: Customer, wrong: BillView) -> BillView:
    """The same bill after the operator has corrected its last reading; a few kWh less."""
    point, day = customer.contract.supply_point_id, wrong.period_until
    (last,) = (
        reading
        for reading in list_readings(supply_point_id=point)
        if reading.read_on == day and reading.is_official
    )
    load_operator_readings(
        [
            OperatorReading(each.register_id, day, each.index_value - 40, corrects=True)
            for each in last.values
        ],
        brand_id=customer.brand.id,
        now=customer.now,
    )
    return billing.correct_bill(
        brand_id=customer.brand.id,
        number=wrong.number,
        today=customer.today,
        now=customer.now,
        actor=Actor(ActorKind.AGENT, None, "Roos Reigershoek", "the operator corrected a reading"),
    )


def _settle(customer: Customer, first: date, until: date) -> BillView:
    plan = PlanDraft(
        contract_id=customer.contract.id, period_from=first, period_until=until, amount_cents=9_000
    )
    billing.open_plan(plan, today=first, now=customer.now)
    billing.issue_due_advances(brand_id=customer.brand.id, today=customer.today, now=customer.now)
    return billing.issue_settlement(
        contract_id=customer.contract.id, period_from=first, today=customer.today, now=customer.now
    )


def _add_change(customer: Customer) -> dict[str, Any]:
    """A change by the supplier: on the record, and no obstacle to the customer's own."""
    before = simulate_advance(contract_id=customer.contract.id, today=customer.today)
    change = billing.record_past_change(
        contract_id=customer.contract.id,
        to_cents=before.current_cents + before.step_cents,
        decided_on=customer.today - timedelta(days=2),
        decided_at=customer.now - timedelta(days=2),
        actor=Actor(ActorKind.AGENT, customer.person.pk, "Roos Reigershoek"),
        channel=Channel.OFFICE,
        justification="The prices went up in spring.",
    )
    shown = simulate_advance(contract_id=customer.contract.id, today=customer.today)
    return {
        "change": change.id,
        "amount": f"{shown.current_cents // 100 + 1}",
        "much": "99999",
        "seen": shown.seen_version,
    }


def add_factors(agent: Person) -> dict[str, Any]:
    """Recovery codes and a passkey, beside the agent's authenticator app; a service token, too."""
    RecoveryCodes.activate(agent)
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(b"\0" * 16, b"key of a test %d" % agent.pk, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    authenticator = AuthenticatorData.create(b"\0" * 32, flags, 0, attested)
    attestation = AttestationObject.create("none", authenticator, {})
    credential = {
        "id": websafe_encode(attested.credential_id),
        "rawId": websafe_encode(attested.credential_id),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(
                b'{"type":"webauthn.create","challenge":"","origin":""}'
            ),
            "attestationObject": websafe_encode(bytes(attestation)),
        },
    }
    passkey = Authenticator.objects.create(
        user=agent,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Key of the office", "credential": credential},
    )
    return {
        "passkey": passkey.pk,
        "service_token": add_service_token(agent),
        "own_token": add_own_token(agent),
    }
