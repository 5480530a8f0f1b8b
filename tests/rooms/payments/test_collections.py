"""A document is collected on its day, told in time, once at a time, and only as far as it is open."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from lxml import etree

from collection_factory import (
    MONDAY,
    NOW,
    WEDNESDAY,
    make_colleague,
    make_collecting_brand,
    make_payer,
    make_unwritable_payer,
    owe,
    send_collections,
    settle,
)
from house_factory import acting, as_web, make_brand
from kwartier.ledger.operations import record_payment
from kwartier.parties.models import Person
from kwartier.payments import _withholding, operations, queries, refusals
from kwartier.payments._bank_days import bank_day_before, earliest_collection
from kwartier.payments.models import Collection, Creditor, MandateAmendment
from kwartier.payments.queries import find_bank_account
from kwartier.payments.queries.groups import find_groups
from kwartier.payments.types import (
    BatchState,
    CollectionState,
    MandateScope,
    MandateTerms,
    WhyOpen,
)
from kwartier.platform import archive
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM, Door
from mandate_factory import ADVANCES, FRENCH_IBAN, OTHER_IBAN, add_bank_account, mine
from payment_file_factory import check_valid

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_collecting_brand()


@pytest.fixture
def payer(brand):
    return make_payer(brand)


def plan(brand, *, today=MONDAY, now=NOW, until=None):
    return queries.plan_collections(brand.id, today, now=now, until=until)


def documents(planned):
    return [each.document for each in planned]


def step(brand, batch, **changes):
    return {"brand_id": brand.id, "number": batch.number, "now": NOW, "actor": SYSTEM, **changes}


def find_texts(content, tag):
    return [element.text for element in etree.fromstring(content).iter(f"{{*}}{tag}")]


@pytest.mark.parametrize(
    ("invoiced", "now", "collect_on"),
    [
        # Due on the day for which the bank has to know now.
        ((WEDNESDAY, date(2026, 11, 10)), NOW, WEDNESDAY),
        # Overdue, or told late: the first day that is still possible.
        ((date(2026, 11, 2), date(2026, 10, 2)), NOW, WEDNESDAY),
        ((WEDNESDAY, date(2026, 11, 12)), NOW, date(2026, 11, 26)),
        # A Saturday is moved to Monday; Christmas, two days and a weekend, too.
        ((date(2026, 11, 28), date(2026, 11, 1)), NOW, date(2026, 11, 30)),
        ((date(2026, 12, 25), date(2026, 11, 1)), NOW, date(2026, 12, 28)),
        # After the cut-off, and on a Sunday, the next day of the banks counts.
        ((WEDNESDAY, date(2026, 11, 1)), NOW + timedelta(hours=4), date(2026, 11, 26)),
        (
            (WEDNESDAY, date(2026, 11, 1)),
            NOW - timedelta(days=1),
            date(2026, 11, 26) - timedelta(1),
        ),
    ],
)
def test_the_day_of_a_collection(brand, payer, invoiced, now, collect_on):
    owe(payer[1], "A26-0000001", due_on=invoiced[0], booked_on=invoiced[1])
    (planned,) = plan(brand, now=now, until=date(2027, 1, 31))
    assert planned.collect_on == collect_on
    assert planned.submit_by == bank_day_before(collect_on, count=2)


def test_only_what_has_to_be_at_the_bank_now(brand, payer):
    owe(payer[1], "A26-0000001")
    owe(payer[1], "A26-0000002", due_on=date(2026, 11, 26))
    assert documents(plan(brand)) == ["A26-0000001"]
    to_come = queries.list_collections_to_come(brand.id, MONDAY, now=NOW)
    assert documents(to_come) == ["A26-0000001", "A26-0000002"]


def test_a_brand_without_a_bank_plans_nothing():
    brand = make_brand("plein-midi")
    assert plan(brand) == []
    with pytest.raises(refusals.CreditorMissing):
        operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW)


def test_what_the_mandate_does_not_cover_is_not_planned(brand):
    _, account = make_payer(brand, terms=ADVANCES)
    owe(account, "A26-0000001")
    settle(account, "S26-0000001", cents=5_000, booked_on=date(2026, 11, 1))
    assert documents(plan(brand)) == ["A26-0000001"]


def test_what_is_withheld_is_not_planned(brand, payer, monkeypatch):
    monkeypatch.setattr(_withholding, "_askers", [])
    operations.withhold_when(_dispute_the_first)
    operations.withhold_when(_dispute_the_first)
    assert len(_withholding._askers) == 1
    owe(payer[1], "A26-0000001")
    owe(payer[1], "A26-0000002")
    assert documents(plan(brand)) == ["A26-0000002"]


def test_what_is_disputed_in_part_is_asked_of_each_who_knows_once(monkeypatch):
    monkeypatch.setattr(_withholding, "_dispute_askers", [])
    assert queries.list_set_aside(1, ["A26-0000001"]) == {}
    operations.set_aside_when(_dispute_a_euro_of_each)
    operations.set_aside_when(_dispute_a_euro_of_each)
    assert len(_withholding._dispute_askers) == 1
    assert queries.list_set_aside(1, ["A26-0000001"]) == {"A26-0000001": 100}


def _dispute_a_euro_of_each(brand_id, asked):
    return dict.fromkeys(asked, 100)


def _dispute_the_first(brand_id, asked):
    return [each for each in asked if each == "A26-0000001"]


def test_a_batch_is_sent_as_a_valid_file(brand, payer):
    owe(payer[1], "A26-0000001")
    owe(payer[1], "A26-0000002", cents=2_500)
    _, other = make_payer(brand)
    owe(other, "A26-0000003", cents=100)
    sent = send_collections(brand)
    assert (sent.number, sent.state, sent.count, sent.total_cents) == (
        "CB26-0000001",
        BatchState.SENT,
        3,
        14_400,
    )
    content = queries.read_batch_file(brand.id, sent.number)
    check_valid(content, "pain.008.001.08")
    assert (len(content), sent.file_name) == (sent.size_bytes, "CB26-0000001.xml")
    # The first of each mandate is the first, the second of the same is a later one.
    assert find_texts(content, "SeqTp") == ["FRST", "RCUR"]
    assert find_texts(content, "NbOfTxs") == ["3", "2", "1"]
    assert find_texts(content, "Ref")[0] == "010000000182"
    held = queries.list_being_collected(brand.id, ["A26-0000001", "A26-0000009"])
    assert held["A26-0000001"].end_to_end_id == "DD26-0000001"
    assert held["A26-0000001"].masked_iban == "BE71 **** **** 6769"
    assert [each.group_id for each in queries.list_batch_collections(sent.id)] == [
        "CB26-0000001-1",
        "CB26-0000001-1",
        "CB26-0000001-2",
    ]
    groups = find_groups(brand.id, ["CB26-0000001-2", "CB26-0000009-1"])
    (second,) = groups.pop("CB26-0000001-2")
    assert (second.amount_cents, second.is_back, groups) == (2_500, False, {})
    assert plan(brand) == []
    assert queries.list_batches(brand.id) == [queries.get_batch(brand.id, sent.number)]
    acts = AuditEntry.objects.filter(subject_id=sent.number).order_by("pk")
    assert [act.action for act in acts] == ["collection_batch.made", "collection_batch.sent"]


def test_what_is_to_be_transferred_first_once_nothing_is_collected(brand, payer, monkeypatch):
    monkeypatch.setattr(_withholding, "_askers", [])
    account = payer[1]
    assert queries.find_next_transfer(brand.id, account.pk) is None
    owe(account, "A26-0000004")
    send_collections(brand)  # at the bank: it still goes through
    assert queries.find_next_transfer(brand.id, account.pk) is None
    owe(account, "A26-0000001")  # due as early, and disputed
    owe(account, "A26-0000005", due_on=date(2026, 11, 26))
    operations.withhold_when(_dispute_the_first)
    to_come = {"brand_id": brand.id, "today": MONDAY, "now": NOW, "until": date(2026, 12, 31)}
    operations.make_collection_batch(**to_come)  # not sent: a stopped mandate leaves it out
    assert queries.find_next_transfer(brand.id, account.pk).document == "A26-0000005"


def test_in_the_older_version(brand, payer):
    Creditor.objects.filter(brand_id=brand.id).update(pain_version=".02")
    owe(payer[1], "A26-0000001")
    sent = send_collections(brand)
    check_valid(queries.read_batch_file(brand.id, sent.number), "pain.008.001.02")


def test_what_changed_before_sending_is_left_out_or_mended(brand, payer, monkeypatch):
    monkeypatch.setattr(_withholding, "_askers", [])
    account = payer[1]
    stopped, moved, limited = make_payer(brand), make_payer(brand), make_payer(brand)
    owners = [account, account, account, stopped[1], moved[1], limited[1]]
    for place, each in enumerate(owners, start=1):
        owe(each, f"A26-000000{place}")
    batch = operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW)
    pay = {"brand_id": brand.id, "account_id": account.pk, "paid_on": MONDAY, "now": NOW}
    record_payment(amount_cents=11_800, document="A26-0000001", **pay)
    record_payment(amount_cents=1_800, document="A26-0000002", **pay)
    operations.withhold_when(lambda _, asked: {"A26-0000003"} & set(asked))
    operations.stop_mandate(account=mine(*stopped), actor=acting(stopped[0]), now=NOW)
    add_bank_account(*moved, OTHER_IBAN, replacing=find_bank_account(moved[1].pk).id)
    less = MandateTerms(scope=MandateScope.ADVANCES, ask_above_cents=11_799)
    asked = {"account": mine(*limited), "actor": acting(limited[0]), "now": NOW}
    operations.change_mandate(terms=less, seen=None, **asked)
    sent = operations.send_batch(today=MONDAY, **step(brand, batch))
    assert (sent.count, sent.total_cents) == (1, 10_000)
    states = Collection.objects.order_by("document").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "sent", *["withdrawn"] * 4]


def test_what_is_sent_late_is_collected_later(brand, payer):
    owe(payer[1], "A26-0000001")
    batch = operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW)
    late = NOW + timedelta(days=1)
    sent = operations.send_batch(today=late.date(), **step(brand, batch, now=late))
    assert sent.collect_from == date(2026, 11, 26)


def test_nothing_left_to_send(brand, payer):
    owe(payer[1], "A26-0000001")
    batch = operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW)
    operations.suspend_mandate(
        mandate_id=queries.find_live_mandate(payer[1].pk).id, reason="MS02", now=NOW
    )
    assert operations.send_batch(today=MONDAY, **step(brand, batch)).state == BatchState.UNDONE
    assert Collection.objects.get().state == CollectionState.WITHDRAWN


def test_what_no_bank_takes_waits_for_a_person_and_the_rest_goes(brand, payer):
    """One row of a former system would otherwise stop everything that the brand collects."""
    person, account = make_unwritable_payer(brand)
    owe(account, "A26-0000001")
    owe(payer[1], "A26-0000002")
    sent = send_collections(brand)
    assert (sent.state, sent.count) == (BatchState.SENT, 1)
    (kept,) = queries.list_returns(brand.id)
    assert (kept.why_open, kept.document) == (WhyOpen.NOT_WRITABLE, "A26-0000001")
    assert kept.text == "the name of the account's holder is missing."
    assert "correct the bank account" in kept.why_open.label
    assert plan(brand) == []
    add_bank_account(person, account, OTHER_IBAN, replacing=find_bank_account(account.pk).id)
    assert documents(plan(brand)) == ["A26-0000001"]


def test_where_no_bank_takes_any_of_it_the_batch_is_undone_and_it_is_kept(brand):
    owe(make_unwritable_payer(brand)[1], "A26-0000001")
    assert send_collections(brand).state == BatchState.UNDONE
    (kept,) = queries.list_returns(brand.id)
    assert plan(brand) == []
    operations.decide_return(
        brand_id=brand.id,
        return_id=kept.id,
        note="The bank takes it by now",
        today=MONDAY,
        now=NOW,
        actor=make_colleague(brand),
    )
    assert documents(plan(brand)) == ["A26-0000001"]


def test_what_the_collection_before_it_did_not_tell_the_next_one_tells(brand, payer):
    """The first of a mandate is paid before the file is made: it told no bank of the new account."""
    add_bank_account(*payer, FRENCH_IBAN, replacing=find_bank_account(payer[1].pk).id)
    owe(payer[1], "A26-0000001")
    owe(payer[1], "A26-0000002")
    batch = operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW)
    pay = {"brand_id": brand.id, "account_id": payer[1].pk, "paid_on": MONDAY, "now": NOW}
    record_payment(amount_cents=11_800, document="A26-0000001", **pay)
    operations.send_batch(today=MONDAY, **step(brand, batch))
    content = queries.read_batch_file(brand.id, batch.number)
    assert (find_texts(content, "SeqTp"), b"SMNDA" in content) == (["FRST"], True)
    assert MandateAmendment.objects.get().carried_on == MONDAY


def test_undone_before_sending_and_planned_again(brand, payer):
    owe(payer[1], "A26-0000001")
    agent = make_colleague(brand)
    batch = operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW, actor=agent)
    assert plan(brand) == []
    with pytest.raises(NotFound):
        queries.read_batch_file(brand.id, batch.number)
    operations.undo_batch(**step(brand, batch, actor=agent))
    assert documents(plan(brand)) == ["A26-0000001"]
    for act in (operations.undo_batch, operations.send_batch):
        more = {"today": MONDAY} if act is operations.send_batch else {}
        with pytest.raises(refusals.BatchNotReady):
            act(**step(brand, batch), **more)
        with pytest.raises(NotFound):
            act(**step(brand, batch, number="CB26-0000099"), **more)
    with pytest.raises(NotFound):
        queries.get_batch(brand.id, "CB26-0000099")


def test_nothing_to_collect_and_nobody_else(brand, payer):
    with pytest.raises(refusals.NothingToCollect):
        operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW)
    with pytest.raises(NotAllowed):
        operations.make_collection_batch(
            brand_id=brand.id, today=MONDAY, now=NOW, actor=acting(payer[0])
        )


def test_the_database_collects_once_at_a_time(brand, payer):
    owe(payer[1], "A26-0000001")
    send_collections(brand)
    row = Collection.objects.get()
    row.pk, row.end_to_end_id = None, "DD26-0000002"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_what_is_collected_is_noted_once(brand, payer):
    owe(payer[1], "A26-0000001")
    send_collections(brand)
    say = {"brand_id": brand.id, "end_to_end_ids": ["DD26-0000001", "DD26-0000009"], "now": NOW}
    assert operations.note_collections_paid(on=WEDNESDAY, **say) == 1
    assert operations.note_collections_paid(on=WEDNESDAY, **say) == 0
    found = queries.find_collections(brand.id, ["DD26-0000001"])["DD26-0000001"]
    assert (found.state, found.collected_on) == (CollectionState.COLLECTED, WEDNESDAY)
    assert queries.find_live_mandate(payer[1].pk).last_collected_on == WEDNESDAY
    noted = AuditEntry.objects.get(action="collection_batch.collected")
    assert (noted.subject_id, noted.after["count"]) == ("CB26-0000001", 1)
    assert (noted.after["on"], noted.after["total_cents"]) == ("2026-11-25", 11_800)
    # A document of which something is open again is collected anew: the mandate is known by now.
    owe(payer[1], "A26-0000002")
    later = operations.make_collection_batch(brand_id=brand.id, today=MONDAY, now=NOW)
    assert {each.sequence for each in queries.list_batch_collections(later.id)} == {"RCUR"}
    # While it is, the first one does not count as on its way again: once at a time.
    unplace = {"brand_id": brand.id, "end_to_end_ids": ["DD26-0000001"]}
    assert operations.note_collections_unplaced(**unplace) == 0
    operations.undo_batch(brand_id=brand.id, number=later.number, now=NOW, actor=SYSTEM)
    assert operations.note_collections_unplaced(**unplace) == 1
    of_document = queries.list_collections_of(brand.id, ["A26-0000001"])["A26-0000001"]
    assert {each.end_to_end_id for each in of_document} >= {"DD26-0000001"}


def test_a_creditor_with_another_identifier_says_which_it_was(brand, payer):
    owe(payer[1], "OLD 7")
    before = Creditor.objects.get(brand_id=brand.id)
    before.pk, before.from_day = None, MONDAY
    before.creditor_identifier = "BE68ZZZ0999999999"
    before.save(force_insert=True)
    content = queries.read_batch_file(brand.id, send_collections(brand).number)
    check_valid(content, "pain.008.001.08")
    signed_with = queries.find_live_mandate(payer[1].pk).creditor_identifier
    assert signed_with in find_texts(content, "Id")
    assert b"OrgnlCdtrSchmeId" in content
    # A document that no structured reference can name stands there in words.
    assert find_texts(content, "Ustrd") == ["OLD 7"]


def test_agents_send_and_customers_look(brand, payer):
    add_bank_account(*payer, OTHER_IBAN, replacing=find_bank_account(payer[1].pk).id)
    owe(payer[1], "A26-0000001")
    agent = make_colleague(brand)
    with as_web(brand, Person.objects.get(pk=agent.person_id), Door.OFFICE):
        sent = send_collections(brand, actor=agent)
        operations.note_collections_paid(
            brand_id=brand.id, end_to_end_ids=["DD26-0000001"], on=WEDNESDAY, now=NOW, actor=agent
        )
    stranger, _ = make_payer(brand)
    with as_web(brand, stranger):
        assert queries.find_collections(brand.id, ["DD26-0000001"]) == {}
    with as_web(brand, payer[0]):
        assert len(queries.find_collections(brand.id, ["DD26-0000001"])) == 1
        assert queries.list_batches(brand.id) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            Collection.objects.update(state=CollectionState.WITHDRAWN)
    assert sent.sent_by_name == agent.name


def test_what_is_kept_wrong_is_not_handed_out(brand, payer):
    owe(payer[1], "A26-0000001")
    sent = send_collections(brand)
    archive.drop(sent.sha256)
    with pytest.raises(NotFound):
        queries.read_batch_file(brand.id, sent.number)


def test_clock_is_the_markets():
    say = {"timezone": ZoneInfo("Europe/Brussels"), "submit_days": 1, "cut_off": time(12)}
    assert earliest_collection(datetime(2026, 11, 23, 11, 0, tzinfo=UTC), **say) == date(
        2026, 11, 24
    )
    assert earliest_collection(datetime(2026, 11, 23, 11, 1, tzinfo=UTC), **say) == WEDNESDAY
