"""The record is append-only, numbers have no gaps, and a mail is written once."""

from datetime import UTC, datetime

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction

from house_factory import make_account, make_brand
from kwartier.platform import audit, mail, numbering
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM, Actor, ActorKind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def write_entry(action="advance.changed"):
    brand = make_brand()
    account = make_account(brand)
    audit.record(
        brand_id=brand.id,
        at=NOW,
        actor=Actor(
            kind=ActorKind.AGENT, person_id=7, name="An agent", reason="asked by telephone"
        ),
        action=action,
        subject_kind="contract",
        subject_id=12,
        account_id=account.id,
        before={"cents": 11_800},
        after={"cents": 13_500},
    )
    return account


def test_an_entry_says_who_did_what_and_why():
    account = write_entry()
    (entry,) = audit.list_entries(account_id=account.id)
    assert (entry.actor_kind, entry.actor_name, entry.reason) == (
        "agent",
        "An agent",
        "asked by telephone",
    )
    assert (entry.before, entry.after) == ({"cents": 11_800}, {"cents": 13_500})
    assert audit.list_entries(account_id=account.id, actions=["other"]) == []


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_edit_the_record(change):
    write_entry()
    entries = AuditEntry.objects.all()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entries.update(action="forged") if change == "update" else entries.delete()
    assert AuditEntry.objects.get().action == "advance.changed"


def test_a_series_counts_without_gaps_also_after_a_rollback():
    brand = make_brand()
    assert numbering.next_number(brand_id=brand.id, series="R-26") == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        numbering.next_number(brand_id=brand.id, series="R-26")
        1 / 0  # noqa: B018 - anything that fails
    assert numbering.next_number(brand_id=brand.id, series="R-26") == 2
    assert numbering.next_number(brand_id=brand.id, series="R-27") == 1


def queue(unique_key=None):
    return OutboxMail.objects.create(
        brand_id=make_brand().id,
        recipient="nadia@example.org",
        language="fr",
        topic="advance_changed",
        subject="Votre acompte",
        body_text="Votre acompte passe à 135 €.",
        body_html="<p>Votre acompte passe à 135 €.</p>",
        unique_key=unique_key,
        created_at=NOW,
    )


def test_the_outbox_is_sent_once_and_says_when(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    queue()
    assert mail.send_waiting(at=NOW) == 1
    assert mail.send_waiting(at=NOW) == 0
    assert django_mail.outbox[0].to == ["nadia@example.org"]
    assert django_mail.outbox[0].from_email == "Merel <no-reply@kwartier.example>"
    assert OutboxMail.objects.get().sent_at == NOW


class Unreachable(BaseEmailBackend):
    """A mail server that nobody answers for."""

    def send_messages(self, _messages):
        raise ConnectionRefusedError("nobody there")


def test_a_mail_that_fails_stays_with_its_reason_and_is_tried_once_a_round(settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Unreachable"}}
    queue()
    assert mail.send_waiting(at=NOW) == 0
    kept = OutboxMail.objects.get()
    assert (kept.sent_at, kept.attempt_count, kept.last_error) == (None, 1, "nobody there")


def test_without_a_mail_server_everything_waits(settings):
    settings.MAILERS = {}
    queue()
    assert mail.send_waiting(at=NOW) == 0
    assert OutboxMail.objects.get().attempt_count == 0


def test_the_system_acts_without_a_person():
    assert SYSTEM.kind is ActorKind.SYSTEM
    assert SYSTEM.person_id is None
