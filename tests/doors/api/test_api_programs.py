"""The office's API: what a brand's own programs may ask with a service token, and what they may not."""

from datetime import timedelta

import pytest
from api_door import refused
from api_routes import OF_PROGRAMS, count_writes, list_written
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from program_calls import HOURS, STATEMENT, STATUSES, bring_hours, calls_of, keep_beitem, load, send
from program_world import ALL, IBAN, Elsewhere, World, write_answer, write_statement

from advance_factory import NOW
from customer_factory import make_customer, make_token
from house_factory import as_web
from kept_world import check_constraints, keep_world
from kwartier.banking.models import ArrivedFile, BankStatement, DetailPlacing
from kwartier.banking.operations import load_arrivals, place_details, take_answers
from kwartier.intervals.models import (
    IntervalArrival,
    IntervalConsent,
    IntervalDay,
    IntervalLoad,
)
from kwartier.jobs import tasks
from kwartier.ledger.models import Journal, Posting
from kwartier.parties.models import CustomerAccount, Person, ServiceToken
from kwartier.parties.operations import revoke_service_token
from kwartier.payments.models import Collection, CollectionBatch, Mandate, RefundBatch, Return
from kwartier.platform.models import AuditEntry, Brand
from kwartier.platform.types import Actor, ActorKind, Door
from ledger_factory import owe

pytestmark = pytest.mark.django_db
ENDED = NOW - timedelta(days=1)
# What notes that a token was used, whether it did anything or not.
BESIDE = {"platform_auditentry", "parties_servicetoken"}


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    with keep_world(django_db_blocker):
        world = World()
        # The files of the samples are of nothing; what the bank gets has to be whole.
        world.arrival_id = load(world, write_statement(900))
        world.hours_id = bring_hours(world)
        world.raw, world.token = world.make_token()
        keep_beitem(world)
        check_constraints()
        yield world


@pytest.fixture
def world(kept, db):
    return kept


@pytest.mark.parametrize("route", OF_PROGRAMS, ids=str)
def test_a_route_opens_to_its_scope_alone(world, route):
    other, _ = world.make_token(*(scope for scope in ALL if scope != route.scope))
    personal = make_token(make_customer(world.brand), ("read", "account:write"))
    foreign, _ = Elsewhere().make_token()
    before = count_writes()
    for token in ("", "kws_wrong", "x" * 300, personal, foreign):
        refused(send(world, route, token), 401, "api.service_token_missing")
    problem = refused(send(world, route, other), 403, "api.service_scope_missing")
    assert problem["params"] == {"scope": route.scope}
    assert set(list_written(before, count_writes())) <= BESIDE
    raw, _ = world.make_token(route.scope)
    answer = send(world, route, raw)
    assert answer.status_code == STATUSES.get(str(route), 200), answer.content[:500]


def test_every_route_of_programs_is_tried(world):
    assert set(calls_of(world)) == {str(route) for route in OF_PROGRAMS}


def test_a_file_is_taken_in_once_and_loaded_by_a_worker(world):
    told = world.call("/office/bank-files?name=today.xml", world.raw, second := following(world))
    assert told.status_code == 202
    arrival = told.json()
    assert (arrival["state"], arrival["name"], arrival["format"]) == (
        "arrived",
        "today.xml",
        "camt.053",
    )
    assert arrival["brought_by"] == f"Bank connector ({world.token.prefix}…)"
    again = world.call("/office/bank-files", world.raw, second).json()
    posted = Posting.objects.count()
    load_arrivals(brand_id=world.brand.id, now=world.now)
    states = [
        world.call(f"/office/bank-files/{each['id']}", world.raw).json()["state"]
        for each in (arrival, again)
    ]
    assert states == ["loaded", "known"]
    assert Posting.objects.count() == posted + 4
    place_details(brand_id=world.brand.id, today=world.now.date(), now=world.now)
    statement, _before = world.call("/office/bank-statements", world.raw).json()["items"]
    assert (statement["iban"], statement["closing_cents"]) == (IBAN, 5_800)
    assert statement["waiting_count"] == 2
    work = world.call("/office/waiting-payments?limit=2", world.raw).json()
    assert (work["waiting_count"], len(work["items"])) == (3, 2)
    assert work["items"][0]["reason_said"] == "nothing in it is known"
    last = world.call(f"/office/waiting-payments?cursor={work['next_cursor']}", world.raw).json()
    assert [each["amount_cents"] for each in last["items"]] == [700]


def following(_world) -> bytes:
    return write_statement(4_200, 700, number=2, opening_cents=900)


def test_the_grid_operator_s_file_is_taken_in_and_loaded_by_a_worker(world):
    path = f"/office/interval-files/{world.hours_id}"
    told = world.call(path, world.raw).json()
    assert (told["state"], told["format"], told["written_days"]) == ("loaded", "open_csv", 1)
    assert told["brought_by"].startswith("Bank connector (kws_")
    day = IntervalDay.objects.get()
    assert (day.is_official, day.total_wh) == (True, 6_000)
    load = IntervalLoad.objects.get()
    assert (load.door, load.account_id) == ("api", None)
    again = world.call("/office/interval-files", world.raw, world.hours).json()
    assert (again["state"], again["said"], again["name"]) == ("arrived", "", "api")
    assert tasks.load_interval_files(timestamp=0) == 1
    assert tasks.load_interval_files(timestamp=0) == 0
    items = world.call("/office/interval-files", world.raw).json()["items"]
    # In any order: the first was brought at the hour of the machine, the second in the afternoon.
    assert sorted(each["state"] for each in items) == ["known", "loaded"]
    assert world.call("/office/interval-files?state=refused", world.raw).json()["items"] == []
    entry = AuditEntry.objects.filter(action="series.loaded").get()
    assert (entry.actor_kind, entry.account_id) == ("service", None)


def test_what_is_no_file_of_the_grid_operator_is_refused_at_once(world):
    path = "/office/interval-files"
    refused(world.call(path, world.raw, STATEMENT), 422, "intervals.format_unknown")
    refused(world.call(path, world.raw, b"PK\x03\x04"), 422, "intervals.archive_unreadable")
    refused(world.call(path, world.raw, HOURS, kind="image/png"), 415, TYPE)
    refused(world.call(f"{path}/999999", world.raw), 404, "platform.not_found")
    refused(world.call(f"{path}?code=x", world.raw, HOURS), 422, "api.invalid")


def test_a_form_brings_a_file_too(world):
    form = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("of-form.xml", STATEMENT)})
    answer = world.call("/office/bank-files", world.raw, form, kind=MULTIPART_CONTENT)
    assert answer.status_code == 202
    assert answer.json()["name"] == "of-form.xml"


EMPTY_FORM = encode_multipart(BOUNDARY, {"file": "no file"})
BROKEN, UNKNOWN = "banking.file_truncated", "banking.file_unknown"
TYPE, FORM, LARGE = "api.content_type_unknown", "api.upload_broken", "banking.file_too_large"
UNREADABLE = "payments.answer_unreadable"
WRONG_BODIES = [
    (STATEMENT[:300], "text/xml", 422, (BROKEN, UNREADABLE)),
    (b"hello", "application/octet-stream", 422, (UNKNOWN, UNREADABLE)),
    (b" ", "text/plain", 422, ("banking.file_empty", UNREADABLE)),
    (STATEMENT, "application/json", 415, (TYPE, TYPE)),
    (STATEMENT, "application/x-www-form-urlencoded", 415, (TYPE, TYPE)),
    (b"", "", 415, (TYPE, TYPE)),
    (EMPTY_FORM, MULTIPART_CONTENT, 400, (FORM, FORM)),
    (STATEMENT, "multipart/form-data", 400, (FORM, FORM)),
    (b"x" * 20_000_001, "application/xml", 413, (LARGE, LARGE)),
    (b"x" * 20_010_001, "application/xml", 413, (LARGE, LARGE)),
]


@pytest.mark.parametrize(("body", "kind", "status", "codes"), WRONG_BODIES)
def test_what_is_no_file_is_refused_and_leaves_nothing(world, body, kind, status, codes):
    for path, code in zip(("bank-files", "bank-answers"), codes, strict=True):
        answer = world.call(f"/office/{path}", world.raw, body, kind=kind)
        refused(answer, status, code)
    assert ArrivedFile.objects.count() == 1


def test_a_refusal_names_the_line_and_the_next_step(world):
    broken = STATEMENT.replace(b'Ccy="EUR"', b'Ccy="USD"', 1)
    problem = world.call("/office/bank-files", world.raw, broken).json()
    assert problem["params"]["place"]
    assert problem["next_step"]


def test_a_bank_answer_waits_for_a_worker_and_counts_once(world):
    number = world.files["collection_batch"]
    batch = CollectionBatch.objects.get(number=number)
    for _ in range(2):
        answer = world.call("/office/bank-answers", world.raw, write_answer(number))
        assert (answer.status_code, answer.json()["format"]) == (202, "pain.002")
    assert AuditEntry.objects.filter(action="bank_answer.read").count() == 0
    assert load_arrivals(brand_id=world.brand.id, now=world.now) == []
    assert take_answers(brand_id=world.brand.id, today=world.now.date(), now=world.now) == 1
    assert take_answers(brand_id=world.brand.id, today=world.now.date(), now=world.now) == 0
    states = ArrivedFile.objects.filter(format="pain.002").order_by("pk")
    assert [each.state for each in states] == ["loaded", "known"]
    assert AuditEntry.objects.filter(action="bank_answer.read").count() == 1
    foreign = write_answer("CB26-7777777")
    refused(
        world.call("/office/bank-answers", world.raw, foreign), 422, "payments.answer_for_another"
    )
    assert batch.sha256


def test_only_what_is_sent_or_approved_is_handed_out(world):
    collections, refunds = world.files["collection_batch"], world.files["refund_batch"]
    for kind, number in (("collection", collections), ("refund", refunds)):
        file = world.call(f"/office/{kind}-batches/{number}/file", world.raw)
        assert file.content == b"<Document/>"
        assert file["Content-Disposition"] == f'attachment; filename="{number}.xml"'
        listed = world.call(f"/office/{kind}-batches", world.raw).json()["items"]
        assert [each["number"] for each in listed] == [number]
    CollectionBatch.objects.update(state="made")
    RefundBatch.objects.update(state="made")
    assert world.call("/office/refund-batches", world.raw).json()["items"] == []
    for kind, number in (("collection", collections), ("refund", refunds)):
        missing = world.call(f"/office/{kind}-batches/{number}/file", world.raw)
        refused(missing, 404, "platform.not_found")


def test_the_books_are_told_as_the_office_tells_them(world):
    journals = world.call("/office/journals/2026-11.csv", world.raw)
    text = b"".join(journals.streaming_content).decode()
    assert "9.00" in text or "900" in text
    assert journals["Content-Disposition"].endswith('"merel-journals-2026-11.csv"')
    report = world.call("/office/checks/2026-11-20", world.raw).json()
    assert report == {"day": "2026-11-20", "agrees": True, "findings": []}
    refused(world.call("/office/checks/2027-01-01", world.raw), 404, "platform.not_found")
    refused(world.call("/office/journals/2026-13.csv", world.raw), 404, "platform.not_found")
    DetailPlacing.objects.update(state="opened")
    report = world.call("/office/checks/2026-11-20", world.raw).json()
    assert not report["agrees"]
    assert report["findings"][0]["expected_cents"] == 0


def test_the_ageing_names_customers_by_number(world):
    owe(CustomerAccount.objects.get(pk=world.account.id), "A26-1", cents=5_000)
    (row,) = world.call("/office/ageing", world.raw).json()["items"]
    assert (row["account"], row["balance_cents"]) == (world.account.number, 5_000)
    assert world.call("/office/ageing?on=2020-01-01", world.raw).json()["items"] == []


class TestTheToken:
    path = "/office/bank-statements"

    @pytest.mark.parametrize(
        ("networks", "address", "is_let_in"),
        [
            (("192.0.2.0/24",), "192.0.2.77", True),
            (("192.0.2.0/24",), "::ffff:192.0.2.77", True),
            (("192.0.2.0/24", "2001:db8::/32"), "2001:db8::7", True),
            (("192.0.2.0/24",), "198.51.100.7", False),
            (("192.0.2.0/24",), "2001:db8::7", False),
            (("192.0.2.10",), "192.0.2.11", False),
        ],
    )
    def test_it_works_from_its_networks_alone(self, world, networks, address, is_let_in):
        raw, token = world.make_token("statements:read", networks=networks)
        answer = world.call(self.path, raw, address=address)
        used = ServiceToken.objects.get(pk=token.id).last_used_at
        if is_let_in:
            assert answer.status_code == 200
            assert used is not None
        else:
            refused(answer, 403, "api.network_refused")
            assert used is None

    def test_it_opens_nothing_after_its_end_or_once_it_is_revoked(self, world):
        raw, token = world.make_token(days=30)
        assert world.call(self.path, raw).status_code == 200
        with as_web(world.brand, world.operator, Door.OFFICE):
            operator = Actor(
                kind=ActorKind.AGENT, person_id=world.operator.pk, name=world.operator.name
            )
            revoke_service_token(
                brand=world.brand, token_id=token.id, actor=operator, now=world.now
            )
        refused(world.call(self.path, raw), 401, "api.service_token_missing")
        ServiceToken.objects.filter(pk=world.token.id).update(expires_at=ENDED)
        refused(world.call(self.path, world.raw), 401, "api.service_token_missing")

    def test_one_that_is_revoked_meanwhile_gets_nothing_and_did_nothing(self, world, monkeypatch):
        def revoke(*_anything, **_more):
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
                cursor.execute(
                    "UPDATE parties_servicetoken SET revoked_at = now() WHERE id = %s",
                    [world.token.id],
                )
                cursor.execute("SET ROLE kwartier_web")
            return "a.xml", STATEMENT

        before = ArrivedFile.objects.count()
        monkeypatch.setattr("kwartier.api.resources.office_bank.read_sent_file", revoke)
        point = connection.savepoint()
        answer = world.call("/office/bank-files", world.raw, STATEMENT)
        assert answer.status_code in {401, 500}
        assert IBAN.encode() not in answer.content
        connection.savepoint_rollback(point)
        assert ArrivedFile.objects.count() == before

    def test_it_is_worth_nothing_at_another_brand_or_on_a_customer_s_routes(self, world):
        Elsewhere()
        answer = world.call(self.path, world.raw, brand="plein-midi")
        refused(answer, 401, "api.service_token_missing")
        for path in ("/me", "/accounts", f"/accounts/{world.account.number}", "/tokens"):
            refused(world.call(path, world.raw), 401, "api.token_missing")

    def test_it_opens_no_page(self, world):
        with as_web():
            page = Client().get(
                "/merel/office/bank/", headers={"authorization": f"Bearer {world.raw}"}
            )
        assert page.status_code == 302
        assert "/account/login/" in page.headers["Location"]

    def test_its_pace_is_limited(self, world):
        Brand.objects.filter(key="merel").update(features={"api_requests_per_minute": 2})
        from kwartier.platform.brands import forget_brands

        forget_brands()
        statuses = [world.call(self.path, world.raw).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        forget_brands()

    def test_every_call_is_on_the_record_with_its_name(self, world):
        before = AuditEntry.objects.filter(action="service_token.used").count()
        world.call(self.path, world.raw)
        for number in ("999999", "%00"):
            refused(
                world.call(f"/office/bank-files/{number}", world.raw), 404, "platform.not_found"
            )
        narrow, _ = world.make_token("books:read")
        world.call(self.path, narrow)
        uses = AuditEntry.objects.filter(action="service_token.used").order_by("pk")[before:]
        assert [(use.after["call"], use.after["status"]) for use in uses] == [
            ("GET /api/v1/office/bank-statements", 200),
            ("GET /api/v1/office/bank-files/999999", 404),
            ("GET /api/v1/office/bank-files/%00", 404),
            ("GET /api/v1/office/bank-statements", 403),
        ]
        assert uses[0].actor_name == f"Bank connector ({world.token.prefix}…)"
        assert (uses[0].actor_kind, uses[0].actor_person_id) == ("service", None)

    def test_a_session_beside_it_changes_nothing(self, world):
        from house_factory import sign_in

        client = sign_in(world.operator, second_factor=True)
        with as_web():
            answer = client.get("/merel/api/v1/office/bank-statements")
        refused(answer, 401, "api.service_token_missing")


# What the database itself shows a program, whatever a route would ask.
SEES = {
    "statements:write": {ArrivedFile},
    "statements:read": {ArrivedFile, BankStatement, DetailPlacing},
    "collections:read": {CollectionBatch},
    "refunds:read": {RefundBatch},
    "bank_answers:write": {ArrivedFile, CollectionBatch, RefundBatch},
    "books:read": {BankStatement, DetailPlacing, Journal, Posting, CustomerAccount},
    "temperatures:write": set(),
    "intervals:write": {IntervalArrival},
}
TABLES = (
    *(ArrivedFile, BankStatement, DetailPlacing, CollectionBatch, RefundBatch, Journal, Posting),
    *(CustomerAccount, Person, ServiceToken, AuditEntry, Return, Collection, Mandate),
    *(IntervalArrival, IntervalDay, IntervalLoad, IntervalConsent),
)


@pytest.mark.parametrize("scope", ALL)
def test_the_database_itself_knows_what_a_scope_opens(world, scope):
    _, token = world.make_token(scope)
    with as_web(world.brand):
        enter(token.id)
        seen = {table for table in TABLES if table.objects.exists()}
        writes = {
            "UPDATE banking_arrivedfile SET goes_on = true",
            "DELETE FROM banking_arrivedfile",
            "UPDATE intervals_arrival SET state = 'loaded'",
            "DELETE FROM intervals_arrival",
            "DELETE FROM intervals_day",
            "UPDATE payments_refundbatch SET state = 'approved'",
            "UPDATE payments_collectionbatch SET state = 'sent'",
            "UPDATE parties_servicetoken SET scopes = '[]'",
        }
        for statement in writes:
            assert changed_rows(statement) == 0, statement
    assert seen == SEES[scope]
    with as_web(Elsewhere().brand):
        enter(token.id)
        assert not [table for table in TABLES if table.objects.exists()]


def changed_rows(statement: str) -> int:
    """How many rows a statement changes, or none where the database refuses it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.rowcount)
    except ProgrammingError:
        return 0


def enter(token_id: int) -> None:
    from kwartier.platform.tenancy import enter_as_service

    enter_as_service(token_id=token_id)


def test_a_program_brings_only_what_a_worker_has_yet_to_look_at(world):
    row = ArrivedFile.objects.get()
    for changes in ({"state": "loaded"}, {"goes_on": True}, {"brand_id": world.brand.id + 1}):
        with as_web(world.brand):
            enter(world.token.id)
            with pytest.raises(ProgrammingError), transaction.atomic():
                ArrivedFile.objects.create(
                    **{
                        "brand_id": world.brand.id,
                        "sha256": row.sha256,
                        "name": "forged",
                        "format": "coda",
                        "arrived_at": world.now,
                        "arrived_by": "forged",
                        "state": "arrived",
                        **changes,
                    }
                )


def test_a_token_that_lives_longer_than_asked_is_impossible(world):
    _, token = world.make_token(days=4_000)
    assert token.expires_at <= world.now + timedelta(days=366)


def test_temperatures_are_looked_at_and_loaded_by_a_program(world):
    path = "/office/weather-stations/beitem/temperatures?name=beitem.csv"
    raw, token = world.make_token("temperatures:write")
    file = b"date;temperature\n2026-01-01;4,5\n2026-01-03;-1\n"
    looked = world.call(f"{path}&dry_run=true", raw, file).json()
    assert (looked["id"], looked["is_dry_run"], looked["new_days"]) == (None, True, 2)
    assert (looked["gap_days"], looked["station"]) == (["2026-01-02"], "beitem")
    wrong = world.call(f"{path}&dry_run=true", raw, file + b"today;4\n").json()["findings"]
    assert (wrong[0]["line"], wrong[0]["code"], wrong[0]["blocks"]) == (4, "moment", True)
    refused(world.call(path, raw, file + b"today;4\n"), 422, "weather.file_has_findings")
    loaded = world.call(path, raw, file).json()
    assert (loaded["is_dry_run"], loaded["new_days"]) == (False, 2)
    assert loaded["id"] is not None
    again = world.call(path, raw, file).json()
    assert (again["id"], again["same_days"]) == (None, 2)
    (station,) = world.call("/office/weather-stations", raw).json()["stations"]
    assert (station["from_day"], station["last_day"]) == ("2026-01-01", "2026-01-03")
    assert (station["day_count"], station["lacking_count"]) == (2, 1)
    noted = AuditEntry.objects.get(action="temperatures.loaded")
    assert noted.actor_name == f"Bank connector ({token.prefix}…)"
    missing = world.call("/office/weather-stations/nowhere/temperatures", raw, file)
    refused(missing, 404, "weather.station_unknown")
    body = b'{"name": "Ukkel", "source": "Royal institute", "serves": ["8"]}'
    taken = world.call(
        "/office/weather-stations/uccle", raw, body, method="PUT", kind="application/json"
    )
    refused(taken, 409, "weather.area_served")
