"""How bundles are kept: what bills share once, older ones whole, all of them readable alike."""

from datetime import date

import pytest
from django.db import connection, transaction

from advance_factory import make_priced_card
from bill_factory import DAY, NOW, make_year, settle
from energycore.bundle import recompute
from energycore.bundle.canonical import canonical_text
from energycore.bundle.forms import BundleText
from house_factory import make_brand
from kwartier.billing import _bundles, operations, queries
from kwartier.billing._bundles import KnownForms, name_of, read_texts
from kwartier.billing._runs.work import read_drafts
from kwartier.billing.models import Bill, BillDraft, BundleForm
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.types import Energy, OperatorReading
from kwartier.platform.types import SYSTEM
from run_factory import Run
from supply_factory import register_of

pytestmark = pytest.mark.django_db


def two_bills():
    """Two households on one card, over the same year."""
    brand = make_brand()
    card = make_priced_card(brand, Energy.ELECTRICITY)
    settle(make_year(brand=brand, card=card))
    settle(make_year(brand=brand, card=card, annual=(4_200,)))
    return Bill.objects.order_by("pk")


def keep_whole(bill):
    """Turn a bill into one of an earlier version, past the rule that nothing is changed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE billing_bill DISABLE TRIGGER forbid_change")
        cursor.execute(
            "UPDATE billing_bill SET whole_bundle = %s::jsonb, bundle_forms = '{}', bundle_own = ''"
            " WHERE id = %s",
            [canonical_text(bill.bundle), bill.pk],
        )
        cursor.execute("ALTER TABLE billing_bill ENABLE TRIGGER forbid_change")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Bill.objects.get(pk=bill.pk)


def test_bills_of_one_card_and_year_share_what_they_say():
    first, second = two_bills()
    assert first.bundle_forms == second.bundle_forms
    assert BundleForm.objects.count() == len(first.bundle_forms)
    assert first.bundle["terms"] == second.bundle["terms"]
    assert first.bundle["annual_wh"] != second.bundle["annual_wh"]
    own = len(second.bundle_own)
    assert own < len(canonical_text(second.bundle)) / 8
    assert not recompute(second.bundle).differences


def test_a_bill_of_an_earlier_version_is_read_and_corrected_like_any_other():
    household = make_year()
    bill = settle(household)
    old = keep_whole(Bill.objects.get(number=bill.number))
    assert queries.recompute_bill(bill.number).differences == ()
    assert queries.get_bill_page(bill.number).bundle_sha256 == old.bundle_sha256
    january = date(2026, 1, 1)
    late = OperatorReading(register_of(household.home, january).id, january, 3_000, corrects=True)
    load_operator_readings([late], brand_id=household.brand.id, now=NOW)
    right = operations.correct_bill(
        brand_id=household.brand.id, number=bill.number, today=DAY, now=NOW, actor=SYSTEM
    )
    note = Bill.objects.get(corrects=old)
    assert note.bundle["facts"]["corrects"] == bill.number
    assert note.bundle["statement"] == old.bundle["statement"]
    assert queries.recompute_bill(right.number).differences == ()


def test_a_draft_of_an_earlier_version_becomes_its_bill():
    """As the migration left it: a form that says nothing but where the facts are."""
    brand = make_brand()
    make_year(brand=brand)
    run = Run(brand)
    run.plan()
    run.approve()
    run.make()
    draft = BillDraft.objects.get()
    (drafted,) = read_drafts([draft.row_id])
    whole = drafted.text.whole()
    before, after = whole.split('"facts":')
    facts, tail = after.split(',"format"')
    form = '\n"facts":\n\n'
    KnownForms().keep(brand.id, [BundleText((form,), "")])
    own = "\n".join(("", "", before, facts, f',"format"{tail}'))
    BillDraft.objects.update(bundle_forms=[name_of(brand.id, form)], bundle_own=own)
    run.release()
    run.work()
    bill = Bill.objects.get()
    assert bill.bundle["facts"]["number"] == bill.number
    assert queries.recompute_bill(bill.number).differences == ()


def test_a_form_whose_writing_was_taken_back_is_written_again(django_capture_on_commit_callbacks):
    brand = make_brand()
    known = KnownForms()
    texts = [BundleText(("said by many",), "")]

    def keep_in_vain():
        with transaction.atomic():
            known.keep(brand.id, texts)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        keep_in_vain()
    assert not known.names
    with django_capture_on_commit_callbacks(execute=True):
        known.keep(brand.id, texts)
    assert known.names == {form.pk for form in BundleForm.objects.all()}
    known.keep(brand.id, texts)
    KnownForms().keep(brand.id, texts)
    assert BundleForm.objects.count() == 1


def test_a_process_keeps_so_many_forms_in_mind(monkeypatch):
    first, _ = two_bills()
    kept = (first.bundle_forms, first.bundle_own)
    _bundles._READ_LATELY.clear()
    monkeypatch.setattr(_bundles, "_MOST_READ", len(first.bundle_forms))
    assert read_texts([kept]) == read_texts([kept])
    _bundles._READ_LATELY["another"] = "form"
    _bundles._READ_LATELY.pop(first.bundle_forms[0])
    assert read_texts([kept])[0].facts["number"] == first.number
    assert "another" not in _bundles._READ_LATELY
