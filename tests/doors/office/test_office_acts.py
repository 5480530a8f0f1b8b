"""What an agent does for a customer: on the record, and before the customer's eyes."""

import re
from datetime import date, timedelta

import pytest
from office_day import REASON, OfficeDay, text_of

from advance_factory import TODAY, change_before, index_on
from customer_factory import make_request
from kwartier.billing._advance_models import AdvanceChange
from kwartier.metering.models import Reading
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.support.models import Request
from supply_factory import register_of


def actions_of(day: OfficeDay, kind: str = "agent") -> list[str]:
    entries = AuditEntry.objects.filter(account_id=day.home.account.pk, actor_kind=kind)
    return list(entries.order_by("pk").values_list("action", flat=True))


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def check(day: OfficeDay, amount: str = "210") -> dict[str, str]:
    """The check page, as the form that it holds."""
    answered = day.client.get(day.address(f"advance/{day.contract}/check/"), {"amount": amount})
    assert answered.status_code == 200
    page = answered.content.decode()
    return {name: hidden(page, name) for name in ("amount", "seen", "form_token")}


def confirm(day: OfficeDay, form: dict[str, str], justification: str = REASON):
    path = f"advance/{day.contract}/check/"
    return day.send(path, **form, justification=justification)


class TestAdvance:
    def test_the_same_figures_as_the_customer_s_page(self, day):
        sentence = re.compile(r"Eight times out of ten it will be [^.]+\.")
        office = sentence.search(day.read(f"advance/{day.contract}/"))
        portal = sentence.search(day.customer_reads(f"advance/{day.contract}/"))
        assert office
        assert portal
        assert office[0] == portal[0]

    def test_an_amount_beyond_the_bounds_is_simulated_and_said_to_be_beyond(self, day):
        page = day.read(f"advance/{day.contract}/", amount="210")
        assert "The customer cannot choose this amount online." in page
        assert "Change to €210 a month" in page
        page = day.read(f"advance/{day.contract}/", amount="210", step="1")
        assert "Change to €211 a month" in page
        assert "cannot choose" not in day.read(f"advance/{day.contract}/", amount="120")

    def test_simulate_check_confirm(self, day):
        asked = {"amount": "210", "next": "check"}
        answered = day.client.get(day.address(f"advance/{day.contract}/"), asked)
        assert answered.status_code == 302
        assert "/check/?amount=210&seen=" in answered.url
        assert "From €118 to €210 a month." in text_of(day.client.get(answered.url))
        answered = confirm(day, check(day))
        change = AdvanceChange.objects.latest("pk")
        assert answered.url == day.address(f"advance/{day.contract}/done/{change.pk}/")
        page = text_of(day.client.get(answered.url))
        assert "The advance is €210 a month from 1 December 2026" in page
        assert REASON in page
        assert (change.to_cents, change.channel, change.justification) == (21_000, "office", REASON)
        assert change.actor_name == "Tom Peeters"
        assert "advance.changed" in actions_of(day)

    def test_the_customer_sees_who_changed_it_and_why_and_gets_a_mail(self, day):
        confirm(day, check(day))
        page = day.customer_reads(f"advance/{day.contract}/")
        assert "€210 from 1 December 2026" in page
        assert REASON in page
        assert "by our customer service (Tom Peeters)" in page
        log = day.customer_reads("account/access-log/")
        assert "Changed the advance to €210.00, from 1 December 2026" in log
        assert "by our agent Tom Peeters" in log
        assert OutboxMail.objects.filter(topic="advance_changed").count() == 1

    @pytest.mark.parametrize("justification", ["", "   "])
    def test_without_a_justification_nothing_changes(self, day, justification):
        before = AdvanceChange.objects.count()
        page = text_of(confirm(day, check(day), justification), 422)
        assert "A change by customer service needs a justification for the record." in page
        assert "From €118 to €210 a month." in page
        assert AdvanceChange.objects.count() == before
        assert "advance.changed" not in actions_of(day)

    @pytest.mark.parametrize("situation", ["unpaid", "already_changed", "ends_soon", "too_short"])
    def test_what_stops_the_customer_is_a_fact_to_the_agent(self, situation):
        day = OfficeDay(situation)
        page = day.read(f"advance/{day.contract}/")
        assert "Online, the customer is told why not" in page
        before = AdvanceChange.objects.count()
        answered = confirm(day, check(day, "133"))
        assert answered.status_code == 302
        assert AdvanceChange.objects.count() == before + 1

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            *((each, "is not an amount that we understand") for each in ("abc", "0", "-5")),
            ("1.180,50", "without a sign between the thousands: 1180.50"),
        ],
    )
    def test_what_is_no_amount_is_said_and_kept(self, day, typed, said):
        answered = day.client.get(day.address(f"advance/{day.contract}/"), {"amount": typed})
        assert said in text_of(answered, 422)
        assert f'value="{typed}"' in answered.content.decode()
        answered = day.client.get(day.address(f"advance/{day.contract}/check/"), {"amount": typed})
        assert answered.status_code == 302

    def test_above_the_cap_of_the_brand_even_an_agent_is_refused(self, day):
        page = text_of(confirm(day, check(day, "9000")), 422)
        assert "the highest advance that can be set at all" in page
        assert AdvanceChange.objects.filter(channel="office").count() == 0

    def test_a_form_sent_twice_changes_once(self, day):
        form = check(day)
        assert confirm(day, form).url == confirm(day, form).url
        assert AdvanceChange.objects.filter(channel="office").count() == 1

    def test_a_stale_page_changes_nothing(self, day):
        form = check(day)
        change_before(day.home, on=TODAY, to_cents=13_000)
        answered = confirm(day, form)
        assert answered.url == day.address(f"advance/{day.contract}/?amount=210")
        assert AdvanceChange.objects.filter(channel="office").count() == 0
        assert "has changed" in text_of(day.client.get(answered.url))


class TestReadings:
    @staticmethod
    def field_of(day: OfficeDay) -> str:
        return f"register_{register_of(day.home.home).id}"

    def give(self, day: OfficeDay, index: int, on: date = TODAY):
        sent = {"read_on": on.isoformat(), self.field_of(day): str(index)}
        return day.send(f"readings/{day.code}/enter/", **sent)

    def in_line(self, day: OfficeDay) -> int:
        return index_on(day.home.home, TODAY, annual=3_500)

    def test_a_reading_is_entered_for_the_customer(self, day):
        assert self.give(day, self.in_line(day)).url == day.address("")
        reading = Reading.objects.latest("pk")
        assert (reading.state, reading.account_id) == ("accepted", day.home.account.pk)
        assert "21 November 2026" in day.customer_reads(f"readings/{day.code}/")
        assert "Entered the reading of 21 November 2026" in day.customer_reads(
            "account/access-log/"
        )
        assert actions_of(day)[0] == "reading.recorded"

    def test_what_cannot_be_is_said_beside_its_field(self, day):
        count = Reading.objects.count()
        for typed, says in (("12a", "digits"), ("1", "lower"), ("", "missing")):
            sent = {"read_on": TODAY.isoformat(), self.field_of(day): typed}
            answered = day.send(f"readings/{day.code}/enter/", **sent)
            assert answered.status_code == 422, says
            assert "data-invalid" in answered.content.decode()
        assert self.give(day, 9_999, TODAY + timedelta(days=1)).status_code == 422
        assert Reading.objects.count() == count

    def decide(self, day: OfficeDay, decision: str, reason: str = "The photo shows it."):
        path = f"readings/{day.code}/{TODAY.isoformat()}/"
        return day.send(path, decision=decision, reason=reason)

    def test_one_out_of_line_is_decided_at_once(self, day):
        answered = self.give(day, self.in_line(day) + 5_000)
        assert answered.url == day.address(f"readings/{day.code}/2026-11-21/")
        page = text_of(day.client.get(answered.url))
        assert "is out of line: between" in page
        assert "the customer has not answered yet" in page
        home = text_of(day.client.get("/merel/office/"))
        assert "Readings that wait for the customer 1" in " ".join(home.split())
        assert self.decide(day, "accept").url == day.address("")
        assert Reading.objects.latest("pk").state == "accepted"
        assert "reading.accepted" in actions_of(day)

    @pytest.mark.parametrize(
        ("decision", "state", "says"),
        [
            ("accept", "accepted", "Accepted the reading of 21 November 2026"),
            ("reject", "rejected", "Did not accept the reading of 21 November 2026"),
        ],
    )
    def test_a_disputed_reading_is_decided_with_a_reason(self, day, decision, state, says):
        customer = day.browser_of(day.home.person)
        sent = {"read_on": TODAY.isoformat(), self.field_of(day): str(self.in_line(day) + 5_000)}
        customer.post(f"/merel/readings/{day.code}/enter/", sent)
        customer.post(f"/merel/readings/{day.code}/2026-11-21/confirm/", {"answer": "confirm"})
        home = " ".join(text_of(day.client.get("/merel/office/")).split())
        assert "Readings to decide 1" in home
        listed = text_of(day.client.get("/merel/office/readings/"))
        assert f"{day.home.account.name} , 21 November 2026" in listed
        answered = self.decide(day, decision)
        request = Request.objects.get()
        assert answered.url == day.address(f"requests/{request.number}/")
        assert Reading.objects.latest("pk").state == state
        log = day.customer_reads("account/access-log/")
        assert says in log
        assert "The photo shows it." in log
        assert self.decide(day, decision).status_code in {404, 422}

    def test_without_a_reason_nothing_is_decided(self, day):
        self.give(day, self.in_line(day) + 5_000)
        for decision in ("accept", "reject"):
            assert self.decide(day, decision, reason=" ").status_code == 422
            assert self.decide(day, decision, reason="x" * 201).status_code == 422
        assert Reading.objects.latest("pk").state == "questioned"


class TestRequests:
    def test_an_answer_a_question_and_the_end(self, day):
        number = make_request(day.home)
        path = f"requests/{number}/"
        assert "Could you look at it?" in day.read(path)
        day.send(path, text="Which month do you mean?", next="ask")
        assert Request.objects.get().state == "waiting_for_customer"
        day.send(path, text="We are looking at it.", next="keep")
        assert Request.objects.get().state == "waiting_for_customer"
        answered = day.send(path, text="It is done.", next="close")
        assert answered.url == day.address(path)
        assert Request.objects.get().state == "closed"
        thread = day.customer_reads(f"requests/{number}/")
        for said in ("Which month do you mean?", "We are looking at it.", "It is done."):
            assert said in thread
        assert "Tom Peeters, Merel" in thread
        assert actions_of(day)[-4:].count("request.answered") == 2
        assert "request.closed" in actions_of(day)
        assert OutboxMail.objects.filter(topic="request_answered").count() == 3
        assert "takes no new messages" in text_of(day.send(path, text="More", next="ask"), 422)

    def test_an_empty_answer_is_refused(self, day):
        path = f"requests/{make_request(day.home)}/"
        assert "There is no text in your message." in text_of(day.send(path, text=" "), 422)

    def test_one_is_opened_for_a_customer_who_called(self, day):
        form = day.client.get(day.address("requests/new/")).content.decode()
        sent = {
            "kind": "contact",
            "subject": "A call of this morning",
            "text": "The customer asks for a payment plan.",
            "submission_key": hidden(form, "submission_key"),
        }
        first = day.send("requests/new/", **sent)
        assert day.send("requests/new/", **sent).url == first.url
        request = Request.objects.get()
        assert first.url == day.address(f"requests/{request.number}/")
        assert "A call of this morning" in day.customer_reads("requests/")
        assert OutboxMail.objects.filter(topic="request_opened").count() == 1
        assert "request.opened" in actions_of(day)

    @pytest.mark.parametrize("missing", ["subject", "text"])
    def test_what_is_missing_is_said(self, day, missing):
        sent = {"kind": "contact", "subject": "a", "text": "b", "submission_key": "k", missing: ""}
        assert "Something needs your attention" in text_of(day.send("requests/new/", **sent), 422)
        assert Request.objects.count() == 0

    def test_the_pile_has_the_overdue_ones_first(self, day):
        late, early = make_request(day.home, subject="Late"), make_request(day.home, subject="New")
        Request.objects.filter(number=late).update(promised_on=TODAY - timedelta(days=3))
        assert late < early
        for path in ("/merel/office/", "/merel/office/requests/"):
            page = " ".join(text_of(day.client.get(path)).split())
            assert ("1 is overdue." in page) or ("Requests that are overdue 1" in page)
            assert page.index("Late") < page.index("New")
            assert "Overdue since Wednesday 18 November 2026" in page
