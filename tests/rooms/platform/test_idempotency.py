"""A request sent twice happens once; its answer belongs to one person."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from house_factory import as_web, make_brand, make_person
from kwartier.platform.errors import NotFound
from kwartier.platform.idempotency import (
    Answer,
    IdempotencyKeyReused,
    answer_once,
    forget_answers,
    hash_request,
)
from kwartier.platform.models import IdempotencyKey

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Shop:
    """Something that must not happen twice."""

    def __init__(self, brand, person_id: int) -> None:
        self.brand, self.person_id, self.sold_count = brand, person_id, 0

    def sell(self) -> Answer:
        self.sold_count += 1
        return Answer(status=201, body={"sold": self.sold_count})

    def ask(self, *, key: str = "k1", body: object = None, act=None) -> Answer:
        return answer_once(
            brand_id=self.brand.id,
            person_id=self.person_id,
            key=key,
            request_hash=hash_request(method="POST", path="/sales", body=body),
            now=NOW,
            act=act or self.sell,
        )


@pytest.fixture
def shop(db):
    brand = make_brand()
    return Shop(brand, make_person(brand).pk)


def test_the_second_time_gives_the_first_answer(shop):
    assert shop.ask() == Answer(status=201, body={"sold": 1})
    assert shop.ask() == Answer(status=201, body={"sold": 1}, is_repeat=True)
    assert shop.ask(key="k2").body == {"sold": 2}


def test_a_key_stands_for_one_request(shop):
    shop.ask(body={"amount": 1, "of": "bread"})
    assert shop.ask(body={"of": "bread", "amount": 1}).is_repeat
    with pytest.raises(IdempotencyKeyReused):
        shop.ask(body={"amount": 2, "of": "bread"})
    assert shop.sold_count == 1


def test_a_refusal_is_not_kept_and_frees_the_key(shop):
    def refuse() -> Answer:
        shop.sell()
        raise NotFound

    with pytest.raises(NotFound):
        shop.ask(act=refuse)
    assert not IdempotencyKey.objects.exists()
    assert not shop.ask().is_repeat


def test_an_answer_is_forgotten_after_its_time(shop):
    shop.ask()
    assert forget_answers(before=NOW) == 0
    assert forget_answers(before=NOW + timedelta(seconds=1)) == 1
    assert not shop.ask().is_repeat


def test_the_database_keeps_an_answer_to_its_person(shop):
    shop.ask()
    owner = make_person(shop.brand)
    with as_web(shop.brand, owner):
        assert IdempotencyKey.objects.count() == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            shop.ask(key="k3")
    owner.pk = shop.person_id
    with as_web(shop.brand, owner):
        assert shop.ask().is_repeat
    with as_web(make_brand("plein-midi"), owner):
        assert IdempotencyKey.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_acts_and_both_are_answered():
    brand = make_brand()
    shop = Shop(brand, make_person(brand).pk)
    inside, may_finish = threading.Event(), threading.Event()
    answers: list[Answer] = []

    def sell_slowly() -> Answer:
        inside.set()
        assert may_finish.wait(60)
        return shop.sell()

    def ask(act=None) -> None:
        try:
            answers.append(shop.ask(act=act))
        finally:
            connections.close_all()

    first = threading.Thread(target=ask, args=(sell_slowly,))
    first.start()
    assert inside.wait(60)
    second = threading.Thread(target=ask)
    second.start()
    assert _somebody_waits_for_the_key()
    may_finish.set()
    first.join(60)
    second.join(60)
    assert shop.sold_count == 1
    assert [answer.body for answer in answers] == [{"sold": 1}] * 2
    assert sorted(answer.is_repeat for answer in answers) == [False, True]


def _somebody_waits_for_the_key() -> bool:
    for _attempt in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND query LIKE '%%platform_idempotencykey%%' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return True
        threading.Event().wait(0.02)
    return False
