"""Advances through the API: the pages' numbers, every obstacle, one change under one key."""

import pytest
from api_door import Door, read, refused
from api_routes import fingerprint

from advance_factory import TODAY
from customer_factory import SITUATIONS, add_supply, make_customer, make_day_brand
from kwartier.billing._advance_models import AdvanceChange, RefusalRecord
from kwartier.billing.queries import get_advance_page, simulate_advance, simulate_many
from kwartier.platform.models import OutboxMail

pytestmark = pytest.mark.django_db


def simulate(door: Door, amount_cents: int | None = None):
    query = f"?amount_cents={amount_cents}" if amount_cents else ""
    return read(door.get(f"{door.contract}/advance{query}"))


def change(door: Door, amount_cents: int, seen: str | None = None, **headers: str):
    seen = simulate(door)["seen_version"] if seen is None else seen
    return door.post(
        f"{door.contract}/advance/changes",
        {"amount_cents": amount_cents, "seen_version": seen},
        **headers,
    )


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("amount_cents", [None, 9_900])
def test_both_doors_say_the_same(brand, as_web_role, situation, amount_cents):
    door = Door(make_customer(brand, situation))
    page = get_advance_page(
        contract_id=door.household.contract.id, today=TODAY, amount_cents=amount_cents
    )
    as_web_role()
    shown, asked = simulate(door, amount_cents), page.simulation
    for name in ("current_cents", "amount_cents", "invoiced_cents", "advances_left_count"):
        assert shown[name] == getattr(asked, name)
    assert shown["seen_version"] == asked.seen_version
    assert shown["lowest"]["amount_cents"] == asked.lower.cents
    assert shown["highest"]["amount_cents"] == asked.upper.cents
    assert (shown["forecast"] is not None) == asked.is_known
    if asked.is_known:
        forecast = shown["forecast"]
        assert forecast["settlement_cents"] == asked.settlement_cents
        assert forecast["low_settlement_cents"] == asked.low_settlement_cents
        assert forecast["high_settlement_cents"] == asked.high_settlement_cents
        assert forecast["recommendation"]["amount_cents"] == asked.recommendation.amount_cents
        assert forecast["basis"]["annual_wh"] == asked.basis.annual_wh
    obstacles = read(door.get(f"{door.contract}/advance/obstacles"))
    assert [(o["code"], o["detail"]) for o in obstacles] == [
        (o.code, o.say()) for o in page.obstacles
    ]


def test_the_balance_series_is_the_path_of_the_simulation(door):
    asked = simulate_advance(
        contract_id=door.household.contract.id, today=TODAY, amount_cents=9_900
    )
    points = read(door.get(f"{door.contract}/advance/balance?amount_cents=9900"))
    assert [(p["day"], p["balance_cents"], p["low_cents"], p["high_cents"]) for p in points] == [
        (p.day.isoformat(), p.balance_cents, p.low_cents, p.high_cents) for p in asked.path
    ]
    assert points[-1]["balance_cents"] == asked.settlement_cents


def test_what_is_not_known_is_not_shown(brand):
    door = Door(make_customer(brand, "too_short"))
    assert simulate(door)["forecast"] is None
    assert simulate(door)["lowest"]["settlement_cents"] is None
    assert read(door.get(f"{door.contract}/advance/balance")) == []
    [overview] = read(door.get(f"{door.account}/advances"))
    assert overview["is_known"] is False
    assert overview["settlement_cents"] is None


def test_several_contracts_are_forecast_together(door):
    gas = add_supply(door.household)
    overview = read(door.get(f"{door.account}/advances"))
    ids = [door.household.contract.id, gas.contract.id]
    forecasts = {each.contract_id: each for each in simulate_many(contract_ids=ids, today=TODAY)}
    assert {row["contract"]: row["settlement_cents"] for row in overview} == {
        door.household.contract.number: forecasts[ids[0]].settlement_cents,
        gas.contract.number: forecasts[ids[1]].settlement_cents,
    }


def test_a_contract_without_advances_says_so():
    door = Door(make_customer(make_day_brand("plein-midi")))
    for part in ("", "/balance", "/obstacles"):
        refused(door.get(f"{door.contract}/advance{part}"), 404, "advance.missing")
    answer = change(door, 9_900, "abc")
    refused(answer, 404, "advance.missing")
    assert read(door.get(f"{door.account}/advances")) == []
    assert read(door.get(f"{door.contract}/advance/changes"))["items"] == []


def test_a_change_is_made_recorded_and_told(door, as_web_role):
    wanted = simulate(door, 12_500)
    as_web_role()
    changed = read(change(door, 12_500, wanted["seen_version"]), 201)
    assert (changed["from_cents"], changed["to_cents"]) == (11_800, 12_500)
    assert changed["channel"] == "api"
    assert changed["effective_on"] == wanted["next_effective_on"]
    assert changed["expected_settlement_cents"] == wanted["forecast"]["settlement_cents"]
    assert simulate(door)["current_cents"] == 12_500
    assert read(door.get(f"{door.contract}/advance/changes"))["items"][0] == changed
    again = refused(change(door, 12_600), 409, "advance.already_changed")
    assert again["lifted_on"] == "2027-04-15"
    assert again["action"] == "agent"


def test_a_change_is_confirmed_by_mail(door):
    count = OutboxMail.objects.count()
    read(change(door, 12_500), 201)
    assert OutboxMail.objects.count() == count + 1


@pytest.mark.parametrize(
    ("situation", "code"),
    [
        ("unpaid", "advance.something_unpaid"),
        ("already_changed", "advance.already_changed"),
        ("next_is_settlement", "advance.next_is_settlement"),
        ("ends_soon", "advance.contract_ends_soon"),
        ("too_short", "advance.consumption_too_short"),
    ],
)
def test_every_obstacle_refuses_and_only_the_refusal_is_kept(brand, situation, code):
    door = Door(make_customer(brand, situation))
    [obstacle] = read(door.get(f"{door.contract}/advance/obstacles"))
    before = fingerprint()
    problem = refused(change(door, 12_500), 409, code)
    assert {name: problem[name] for name in ("code", "detail", "next_step", "action")} == {
        name: obstacle[name] for name in ("code", "detail", "next_step", "action")
    }
    assert problem.get("lifted_on") == obstacle["lifted_on"]
    after = fingerprint()
    assert {table for table in before if before[table] != after[table]} == {
        RefusalRecord._meta.db_table
    }
    assert RefusalRecord.objects.get().codes == [code]


def test_a_stale_simulation_changes_nothing(door):
    refused(change(door, 12_500, "0123456789abcdef"), 409, "advance.page_is_stale")
    assert not AdvanceChange.objects.filter(to_cents=12_500).exists()


def test_bounds_are_said_with_their_amount(door):
    bounds = simulate(door)
    low, high = bounds["lowest"]["amount_cents"], bounds["highest"]["amount_cents"]
    below = refused(change(door, low - 1), 422, "advance.below_bound")
    assert below["params"]["bound_cents"] == low
    above = refused(change(door, high + 1), 422, "advance.above_bound")
    assert above["params"]["bound_cents"] == high
    refused(change(door, 1_000_000_000), 422, "advance.above_bound")
    refused(change(door, 11_800), 422, "advance.unchanged")
    assert not AdvanceChange.objects.exclude(from_cents=0).exists()
    assert read(change(door, high), 201)["to_cents"] == high


@pytest.mark.parametrize("amount", [0, -1, 1_000_000_001, 1e9, 1.5, "12500", True, None, 10**400])
def test_an_amount_is_whole_cents_within_reason(door, amount):
    before = fingerprint()
    problem = refused(change(door, amount), 422, "api.invalid")
    assert [error["field"] for error in problem["errors"]] == ["amount_cents"]
    assert fingerprint() == before


@pytest.mark.parametrize("amount", ["0", "-1", "1e9", "1.5", "abc", "9" * 6000, "1000000001"])
def test_an_amount_to_simulate_has_bounds_too(door, amount):
    answer = door.get(f"{door.contract}/advance?amount_cents={amount}")
    refused(answer, 422, "api.invalid")


def test_a_problem_speaks_the_language_asked_for(door):
    from django.utils.translation import override

    from kwartier.platform.errors import NotFound

    answer = door.get("/contracts/C-999999", language="fr")
    with override("fr"):
        assert refused(answer, 404, "platform.not_found")["detail"] == str(NotFound.sentence)
    assert answer["Content-Language"] == "fr"


class TestOnce:
    def test_the_same_request_again_changes_once(self, door, as_web_role):
        as_web_role()
        seen = simulate(door)["seen_version"]
        first = read(change(door, 12_500, seen, idempotency_key="k-1"), 201)
        second = read(change(door, 12_500, seen, idempotency_key="k-1"), 201)
        assert first == second
        changes = read(door.get(f"{door.contract}/advance/changes"))["items"]
        assert [each["to_cents"] for each in changes] == [12_500, 11_800]

    def test_the_key_is_for_this_request_only(self, door):
        seen = simulate(door)["seen_version"]
        read(change(door, 12_500, seen, idempotency_key="k-1"), 201)
        before = fingerprint()
        problem = refused(
            change(door, 12_600, seen, idempotency_key="k-1"),
            422,
            "platform.idempotency_key_reused",
        )
        assert problem["params"] == {"key": "k-1"}
        assert fingerprint() == before

    def test_without_or_with_another_key_it_is_another_request(self, door):
        seen = simulate(door)["seen_version"]
        read(change(door, 12_500, seen, idempotency_key="k-1"), 201)
        refused(change(door, 12_500, seen), 409, "advance.already_changed")
        refused(change(door, 12_500, seen, idempotency_key="k-2"), 409, "advance.already_changed")

    def test_a_refused_request_may_be_tried_again_under_its_key(self, door):
        refused(change(door, 12_500, "00", idempotency_key="k-1"), 409, "advance.page_is_stale")
        read(change(door, 12_500, idempotency_key="k-1"), 201)

    def test_another_person_has_other_keys(self, door, stranger):
        first = read(change(door, 12_500, idempotency_key="k-1"), 201)
        second = read(change(stranger, 12_600, idempotency_key="k-1"), 201)
        assert (first["to_cents"], second["to_cents"]) == (12_500, 12_600)

    @pytest.mark.parametrize("key", ["", " ", "a b", "é", "k" * 81])
    def test_a_key_is_a_short_word(self, door, key):
        answer = change(door, 12_500, idempotency_key=key)
        problem = refused(answer, 422, "api.invalid")
        assert problem["errors"][0]["in"] == "header"
