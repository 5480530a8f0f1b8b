"""Days charged by an estimate on the page, in the mail and on paper: apart, and adding up."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from reading_pages import amounts_in, cut_out, open_page, words_of
from visiting import sign_in_afresh

from advance_factory import NOW, PERIOD_FROM, read_along
from bill_factory import make_wanting, settle
from customer_factory import make_day_brand
from document_factory import make_issuer
from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.billing.queries import get_bill_page
from kwartier.documents._facts import gather_facts
from kwartier.documents.formats.pdf.paper import write_paper
from kwartier.platform.models import OutboxMail
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import end_contract
from kwartier.supply.types import EndReason
from kwartier.ui.bills.estimated import tell_part
from kwartier.ui.formats import format_money

pytestmark = pytest.mark.django_db

MADE_ON, CLOSED_ON = date(2026, 5, 20), date(2026, 11, 1)


def euros(cents):
    return format_money(cents, "en_IE")


def table_of(markup, caption):
    (table,) = [each for each in cut_out(markup, "<table", "</table>") if caption in each]
    return table


def test_a_bill_shows_what_it_charges_by_an_estimate_and_the_next_what_it_takes_off():
    household = make_wanting(brand=make_day_brand())
    make_issuer(household.brand)
    bill = settle(household, day=MADE_ON)
    part = bill.provisional_part
    client = sign_in_afresh(household.person)
    markup = open_page(client, f"/merel/bills/{bill.number}/")
    said = words_of(markup)
    amount = euros(part.cents)
    (mail,) = OutboxMail.objects.filter(topic="bill_issued")
    for body in (mail.body_text, mail.body_html):
        assert "which the next bill takes off again." in body
    assert f"The days since the reading come on top by an estimate: {amount}." in said
    assert "From 15 April 2026 to 19 May 2026 nobody has read the meter yet." in said
    assert f"Provisional part {amount}" in said
    (shown,) = cut_out(markup, 'aria-labelledby="estimated">', "</section>")
    blocks = cut_out(shown, '<div class="comp__head">', "</b>")
    assert sum(amounts_in(block)[0] for block in blocks) == part.cents
    assert amounts_in(table_of(markup, "VAT per rate"))[-1] == bill.balance_cents
    again = words_of(open_page(client, f"/merel/bills/{bill.number}/again/"))
    assert "Every figure is the same" in again
    assert amount in again
    slider = words_of(open_page(client, f"/merel/advance/{household.contract.number}/"))
    assert "is the provisional part of your last settlement" in slider
    paper = paper_of(bill, household)
    assert paper.count("Provisional part") == 3  # among the sums, over its lines, in the VAT
    assert "Your next bill takes it off again" in paper
    assert "15 Apr 2026 – 19 May 2026" not in paper  # its lines need not say its days again

    read_along(household.home, [CLOSED_ON], 3_500)
    end_contract(
        contract_id=household.contract.id,
        ends_on=CLOSED_ON,
        reason=EndReason.SWITCH,
        actor=SYSTEM,
        now=NOW,
    )
    closing = settle(household, period_from=PERIOD_FROM, day=CLOSED_ON)
    markup = open_page(client, f"/merel/bills/{closing.number}/")
    said = words_of(markup)
    assert f"Provisional part of {bill.number}" in said
    assert f"You had been invoiced {euros(closing.charged_cents)} in advance" in said
    assert f'<a href="/merel/bills/{bill.number}/">Bill {bill.number}</a> charged' in markup
    assert amounts_in(table_of(markup, "VAT per rate"))[-1] == closing.balance_cents
    walked = table_of(markup, "From the cost to what is left to pay")
    assert "Provisional part, and what is taken off of the one before" in walked
    assert amounts_in(walked)[-1] == closing.balance_cents - bill.balance_cents
    assert f"Provisional part of {bill.number}" in paper_of(closing, household)


def paper_of(bill, household):
    """Every text of the paper."""
    with translation.override("en"):
        facts = gather_facts(bill.number, brand_id=household.brand.id)
        return str(write_paper(facts)).replace("\u2060", "")


def test_a_settlement_without_one_says_what_is_not_known():
    household = make_wanting(brand=make_day_brand())
    page = get_bill_page(settle(household, day=PERIOD_FROM).number)
    gap = BillGap(kind=GapKind.PROFILE, what="rlp0n.flanders", day=PERIOD_FROM)
    told = {"with_vat": True, "supplier": "Merel", "locale": "en_IE"}
    assert tell_part(page, **told) is None
    part = tell_part(replace(page, no_part=(gap,)), **told)
    (missing,) = part.missing
    assert "load profile" in missing
    assert (part.blocks, part.cents) == ((), 0)
