"""Letters by post: printed with the day's batch or by hand, each posted once, and none that is untrue."""

from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from random import Random
from unittest.mock import Mock

import pytest
from pypdf import PdfReader

from arrears_factory import (
    account_of,
    agent_of,
    at,
    decide,
    make_debtor,
    owe,
    pay,
    post_letters_to,
    remind,
)
from house_factory import acting, as_web, make_agent
from kwartier.arrears import operations, queries, refusals
from kwartier.arrears._papers import gather_letter
from kwartier.arrears.models import Reminder
from kwartier.delivery.models import Delivery, PrintBatch
from kwartier.delivery.operations import make_print_batch, send_again
from kwartier.delivery.print_house import FileDropPrintHouse
from kwartier.delivery.queries import count_letters, list_deliveries, list_failed
from kwartier.delivery.refusals import LetterGoesByPost
from kwartier.delivery.types import DeliveryChannel
from kwartier.documents.formats.pdf import write_reminder_pdf
from kwartier.documents.queries import read_content
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown
from kwartier.ledger.models import Journal
from kwartier.ledger.queries import get_balance
from kwartier.metering.models import SupplyPoint
from kwartier.platform.errors import NotAllowed, NotFound, Refusal
from kwartier.platform.types import ActorKind, Door

pytestmark = pytest.mark.django_db

REMINDED_ON, NEXT_DAY = date(2026, 2, 11), date(2026, 2, 12)


@pytest.fixture
def home():
    """A household that gets its letters by post."""
    made = make_debtor(home={"street": "Lindelaan", "house_number": "4"})
    post_letters_to(made)
    return made


@pytest.fixture
def drop(tmp_path):
    return FileDropPrintHouse(tmp_path)


def print_batch(home, drop, day):
    return make_print_batch(brand_id=home.brand.id, print_house=drop, day=day, now=at(day))


def write_notice(home, drop):
    """Have the household's first letter printed, and its costly formal notice written."""
    owe(home)
    remind(home, REMINDED_ON)
    print_batch(home, drop, REMINDED_ON)
    remind(home, date(2026, 3, 4))
    (notice,) = queries.list_to_post(brand_id=home.brand.id, today=NEXT_DAY)
    return notice


def count_costs(number):
    return Journal.objects.filter(unique_key__startswith=f"reminder:{number}:").count()


def test_a_letter_goes_with_the_batch_and_its_costs_begin_then_once(home, drop, tmp_path):
    notice = write_notice(home, drop)
    (case,) = queries.list_cases(account_id=home.account.pk)
    assert count_letters(brand_id=home.brand.id) == 1
    assert get_balance(account_id=home.account.pk) == 40_000
    printed_on = date(2026, 3, 5)
    batch = print_batch(home, drop, printed_on)
    assert (batch.document_count, batch.page_count) == (1, 1)
    sent = queries.get_reminder(account_id=home.account.pk, number=notice.number)
    assert sent.sent_on == printed_on
    owed = 40_000 + sent.cost_cents
    assert (get_balance(account_id=home.account.pk), count_costs(notice.number)) == (owed, 2)
    assert queries.list_to_post(brand_id=home.brand.id, today=NEXT_DAY) == []
    # A worker that was stopped after dropping it hands it over again; the same letter twice is one.
    PrintBatch.objects.filter(number=batch.number).update(handed_over_at=None)
    print_batch(home, drop, date(2026, 3, 6))
    again = {"brand_id": home.brand.id, "numbers": [notice.number]}
    operations.note_printed(**again, today=date(2026, 3, 9), now=at(date(2026, 3, 9)))
    posted = operations.note_all_posted(
        **again, actor=agent_of(home), today=date(2026, 3, 9), now=at(date(2026, 3, 9))
    )
    assert posted.noted == ()
    assert Reminder.objects.get(number=notice.number).sent_on == printed_on
    assert (get_balance(account_id=home.account.pk), count_costs(notice.number)) == (owed, 2)
    assert [case.id] == [each.id for each in queries.list_cases(account_id=home.account.pk)]
    text = PdfReader(BytesIO(_read(home, notice.number))).pages[0].extract_text()
    assert notice.number in text
    assert "Lindelaan" in text


def test_a_letter_that_leaves_later_gives_its_days_from_the_day_it_leaves(home, drop):
    """Under the same number; then it stays as it is, and so does one of which a paper was made."""
    written = write_notice(home, drop)
    printed_on = date(2026, 3, 6)
    print_batch(home, drop, printed_on)
    left = queries.get_reminder(account_id=home.account.pk, number=written.number)
    days_later = timedelta(days=2)
    assert (left.issued_on, left.sent_on) == (printed_on, printed_on)
    assert left.pay_by >= written.pay_by + days_later
    ahead = left.ahead[0].on
    assert ahead == left.pay_by + timedelta(days=1)
    remind(home, left.pay_by)
    assert queries.list_to_post(brand_id=home.brand.id, today=NEXT_DAY) == []
    remind(home, ahead)
    (last,) = queries.list_to_post(brand_id=home.brand.id, today=NEXT_DAY)
    paper = _read(home, last.number)
    print_batch(home, drop, ahead + days_later)
    assert Reminder.objects.get(number=last.number).issued_on == ahead
    assert _read(home, last.number) == paper


@pytest.mark.parametrize("why", ["by e-mail", "unknown"])
def test_a_letter_that_would_not_be_written_today_is_not_dated_anew(home, drop, why, monkeypatch):
    """It goes by e-mail now: it is withdrawn, and written so. The issuer is not known: it leaves as it is."""
    notice = write_notice(home, drop)
    day = date(2026, 3, 6)
    if why == "by e-mail":
        monkeypatch.setattr("kwartier.arrears._cases.WorkedCase.goes_by_post", False)
        assert print_batch(home, drop, day) is None
        assert queries.list_to_post(brand_id=home.brand.id, today=NEXT_DAY) == []
        remind(home, day)
        assert Reminder.objects.get(withdrawn_on=None, step=notice.step).way == "email"
        return
    unknown = Mock(side_effect=IssuerUnknown)
    monkeypatch.setattr("kwartier.arrears.operations.letters.get_issuer", unknown)
    print_batch(home, drop, day)
    row = Reminder.objects.get(number=notice.number)
    assert (row.issued_on, row.sent_on) == (date(2026, 3, 4), day)


def _read(home, number):
    made = operations.make_letter(brand_id=home.brand.id, number=number, now=at(NEXT_DAY))
    return read_content(made)


def test_a_letter_is_made_of_its_facts_whatever_changes_after(home):
    owe(home)
    remind(home, REMINDED_ON)
    row = Reminder.objects.get()
    account = account_of(home)
    content = write_reminder_pdf(gather_letter(row, account))
    home.account.mailing_street, home.account.mailing_city = "Elders 1", "Brugge"
    home.account.save()
    made = operations.make_letter(brand_id=home.brand.id, number=row.number, now=at(NEXT_DAY))
    assert read_content(made) == content == write_reminder_pdf(gather_letter(row, account))
    del row.facts["to"], row.facts["contact"]
    row.save()
    assert gather_letter(row, account).to[1:] == ("Elders 1", "Brugge")
    with pytest.raises(NotFound):
        operations.make_letter(
            brand_id=home.brand.id, number=row.number, account_id=0, now=at(NEXT_DAY)
        )


@pytest.mark.parametrize(
    "what", ["paid", "in part", "planned", "disputed", "held", "closed", "off"]
)
def test_what_is_not_so_any_more_is_not_printed(home, drop, what):
    document = owe(home)
    remind(home, REMINDED_ON)
    acting = {"today": REMINDED_ON, "now": at(REMINDED_ON), "actor": agent_of(home)}
    if what in ("paid", "in part"):
        pay(home, 40_000 if what == "paid" else 10_000, REMINDED_ON, document)
    elif what == "planned":
        _plan(home, acting)
    elif what == "disputed":
        operations.open_dispute(
            account=account_of(home), document=document, cents=40_000, reason="", **acting
        )
    elif what in ("held", "closed"):
        (case,) = queries.list_cases(account_id=home.account.pk)
        named = {"brand_id": home.brand.id, "case_id": case.id, **acting}
        if what == "held":
            operations.hold_case(**named, until=REMINDED_ON + timedelta(days=30))
        else:
            operations.close_case(**named)
    else:
        decide(home, "reminders.are_sent", value=False, from_day=NEXT_DAY)
    assert print_batch(home, drop, NEXT_DAY) is None
    assert queries.list_to_post(brand_id=home.brand.id, today=NEXT_DAY) == []
    assert queries.count_work(brand_id=home.brand.id).letters == 0
    assert list_deliveries(home.account.pk) == []
    assert Reminder.objects.get().withdrawn_on == NEXT_DAY


def _plan(home, acting):
    wish = {"months": 2, "first_on": date(2026, 3, 1), "account": account_of(home)}
    offer = queries.offer_plan(**wish, today=REMINDED_ON)
    operations.accept_plan(**wish, seen=offer.seen, **acting)


class Shut(FileDropPrintHouse):
    """A print house that does not answer."""

    def hand_over(self, *_job, **_at):
        raise OSError("the door is closed")


def test_what_was_gathered_leaves_as_it_was_and_nobody_pays_for_what_is_paid(home, drop, tmp_path):
    notice = write_notice(home, drop)
    with pytest.raises(OSError, match="closed"):
        print_batch(home, Shut(tmp_path), date(2026, 3, 5))
    agent = {"actor": agent_of(home), "today": date(2026, 3, 5), "now": at(date(2026, 3, 5))}
    with pytest.raises(refusals.LetterPrinted):
        operations.note_posted(brand_id=home.brand.id, number=notice.number, **agent)
    pay(home, 40_000, date(2026, 3, 5))
    assert remind(home, date(2026, 3, 6)) == [0]
    assert Reminder.objects.get(number=notice.number).withdrawn_on is None
    print_batch(home, drop, date(2026, 3, 6))
    assert Reminder.objects.get(number=notice.number).withdrawn_on == date(2026, 3, 6)
    assert (get_balance(account_id=home.account.pk), count_costs(notice.number)) == (0, 0)


def test_a_letter_that_cannot_be_made_is_on_the_offices_list(home, drop, monkeypatch):
    owe(home)
    remind(home, REMINDED_ON)

    def refuse(_facts, *, now):
        raise GlyphMissing(params={"number": "", "character": "", "code_point": "", "text": ""})

    with monkeypatch.context() as patched:
        patched.setattr("kwartier.arrears.operations.papers.make_reminder", refuse)
        assert print_batch(home, drop, REMINDED_ON) is None
        every = {"brand_id": home.brand.id, "numbers": [Reminder.objects.get().number]}
        made, refused = operations.make_letters(**every, now=at(NEXT_DAY))
        assert (made, [type(why) for _number, why in refused]) == ([], [GlyphMissing])
    (failed,) = list_failed(brand_id=home.brand.id)
    assert (failed.failure, failed.is_letter) == ("not_made", True)
    again = {"brand_id": home.brand.id, "delivery_id": failed.id, "now": at(NEXT_DAY)}
    with pytest.raises(LetterGoesByPost):
        send_again(**again, channel=DeliveryChannel.EMAIL, actor=agent_of(home))
    send_again(**again, channel=DeliveryChannel.POST, actor=agent_of(home))
    assert print_batch(home, drop, NEXT_DAY).document_count == 1
    assert Reminder.objects.get().sent_on == NEXT_DAY
    made, refused = operations.make_letters(**every, now=at(NEXT_DAY))
    assert ([each.subject_number for each in made], refused) == (every["numbers"], [])


def test_who_has_no_address_is_told_to_the_office(home, drop):
    owe(home)
    remind(home, REMINDED_ON)
    Delivery.objects.all().delete()
    Reminder.objects.update(facts=Reminder.objects.get().facts | {"to": []})
    SupplyPoint.objects.update(city="")
    operations.check_letters(brand_id=home.brand.id, today=NEXT_DAY, now=at(NEXT_DAY))
    assert [each.failure for each in list_failed(brand_id=home.brand.id)] == ["no_address"]
    assert print_batch(home, drop, NEXT_DAY) is None


def test_an_agent_posts_a_whole_list_at_once(home):
    """What was noted, paid or is unknown: those that are true are noted, the others told."""
    other = make_debtor(brand=home.brand)
    post_letters_to(other)
    for each in (home, other):
        owe(each)
    remind(home, REMINDED_ON)
    numbers = [each.number for each in queries.list_to_post(brand_id=home.brand.id, today=NEXT_DAY)]
    pay(other, 40_000, REMINDED_ON)
    act = {"brand_id": home.brand.id, "today": NEXT_DAY, "now": at(NEXT_DAY)}
    for actor, wanted, refusal in (
        (home.actor, numbers, NotAllowed),
        (agent_of(home), [*numbers, "RM26-9999999"], NotFound),
    ):
        with pytest.raises(refusal):
            operations.note_all_posted(**act, numbers=wanted, actor=actor)
    assert len(queries.list_to_post(brand_id=home.brand.id, today=NEXT_DAY)) == 2
    agent = make_agent(home.brand)
    with as_web(home.brand, agent.person, Door.OFFICE):
        posted = operations.note_all_posted(
            **act, numbers=numbers, actor=acting(agent.person, kind=ActorKind.AGENT)
        )
    assert (len(posted.noted), len(posted.outdated), posted.printed) == (1, 1, ())
    states = dict(Delivery.objects.values_list("subject_number", "state"))
    assert states == {posted.noted[0]: "handed_over", posted.outdated[0]: "waiting"}
    again = operations.note_all_posted(**act, numbers=numbers, actor=agent_of(home))
    assert (again.noted, again.outdated) == ((), posted.outdated)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_in_whatever_order_each_letter_is_posted_once_or_never(
    home, drop, tmp_path, seed
):
    """Letters, batches that leave, break off or come twice, an agent, payments: sent and charged together."""
    chance = Random(seed)  # noqa: S311 - no secret
    agent = agent_of(home)
    documents, noted_on, day = [owe(home)], {}, REMINDED_ON
    for _step in range(12):
        act = chance.choice(["print", "print", "shut", "by hand", "pay", "again", "owe"])
        remind(home, day)
        named = {"brand_id": home.brand.id, "today": day, "now": at(day)}
        waiting = [
            each.number for each in queries.list_to_post(brand_id=home.brand.id, today=NEXT_DAY)
        ]
        with suppress(OSError, Refusal):
            if act == "print":
                print_batch(home, drop, day)
            elif act == "shut":
                print_batch(home, Shut(tmp_path), day)
            elif act == "by hand":
                operations.note_all_posted(**named, numbers=waiting, actor=agent)
            elif act == "pay":
                pay(home, 15_000, day, chance.choice(documents))
            elif act == "again":
                operations.note_printed(**named, numbers=list(noted_on))
            else:
                documents.append(owe(home, 40_000, day))
        for row in Reminder.objects.all():
            if row.sent_on is not None:
                assert noted_on.setdefault(row.number, row.sent_on) == row.sent_on
            parts = sum(map(bool, (row.fee_cents, row.indemnity_cents, row.interest_cents)))
            assert count_costs(row.number) == (parts if row.sent_on else 0)
            (letter,) = Delivery.objects.filter(subject_number=row.number)
            if row.sent_on is None and row.withdrawn_on is None:
                assert letter.state == "waiting"
            elif row.sent_on is not None:
                assert letter.state == "handed_over"
        day += timedelta(days=chance.choice([1, 8, 20]))
    assert noted_on
