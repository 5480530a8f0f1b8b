"""What tests of delivery say often."""

import sys
from io import BytesIO

from pypdf import PdfWriter

from bill_factory import NOW
from kwartier.delivery.models import Delivery
from kwartier.delivery.operations import choose_delivery
from kwartier.delivery.types import DeliveryChannel
from kwartier.documents.types import DocumentFormat
from kwartier.parties.queries import get_account_for
from kwartier.platform.types import Actor, ActorKind

AGENT = Actor(kind=ActorKind.AGENT, person_id=1, name="Tom Peeters", reason="On the phone")


def choose(household, channel=DeliveryChannel.EMAIL, *, actor=None, account=None, **more):
    """Choose on behalf of the household's own person."""
    mine = account or get_account_for(household.person.pk, account_id=household.account.pk)
    wanted = {"email": mine.email, "copy_email": "", "language": mine.language} | more
    return choose_delivery(
        account=mine, channel=channel, actor=actor or household.actor, now=NOW, **wanted
    )


def ways():
    """DeliveryChannel, state and address of every delivery that counts, in order."""
    rows = Delivery.objects.exclude(state="replaced").order_by("pk")
    return [(row.channel, row.state, row.address) for row in rows]


def print_as(monkeypatch, write):
    """Let papers be written another way; the package lends a verb under its module's name."""
    module = sys.modules["kwartier.documents.operations.make_documents"]
    monkeypatch.setattr(module, "write_formats", write)


def name_printed(facts):
    """A PDF of two pages with the number of its document in it."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": facts.number})
    kept = BytesIO()
    writer.write(kept)
    return {DocumentFormat.PDF: kept.getvalue()}
