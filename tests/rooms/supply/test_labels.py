"""What a customer calls a supply point: who says it, how it is kept, and what is refused."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from house_factory import acting, as_web, make_agent, make_brand, make_customer
from kwartier.parties.queries.accounts import as_account
from kwartier.parties.types import Role
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import ActorKind, Door
from kwartier.supply.models import SupplyPointLabel
from kwartier.supply.operations import label_supply_point
from kwartier.supply.queries import list_labels
from kwartier.supply.refusals import LabelTooLong
from kwartier.supply.types import LONGEST_GROUP, LONGEST_NAME, LONGEST_TAG, MOST_TAGS, PointLabel
from supply_factory import NOW, make_contract, make_home

pytestmark = pytest.mark.django_db
BAKERY = PointLabel("Bakery", "Ghent", ("oven", "shop"))


@pytest.fixture
def shop():
    brand = make_brand()
    person, account = make_customer(brand)
    home = make_home(brand)
    make_contract(account, home, brand=brand)
    return SimpleNamespace(brand=brand, person=person, account=account, home=home)


def label(shop, wanted=BAKERY, *, role=Role.HOLDER, code=None, actor=None):
    account = replace(as_account(shop.account), role=role)
    return label_supply_point(
        account=account,
        code=code or shop.home.code,
        label=wanted,
        actor=actor or acting(shop.person),
        now=NOW,
    )


def test_a_label_is_kept_clean_and_said_once(shop):
    typed = PointLabel("  Bakery \t north\x00 ", " Ghent", (" Oven ", "", "oven", "shop  floor"))
    kept = label(shop, typed)
    assert kept == PointLabel("Bakery north", "Ghent", ("Oven", "shop floor"))
    assert list_labels(shop.account.pk) == {shop.home.id: kept}
    assert label(shop, kept) == kept
    entry = AuditEntry.objects.get(action="supply_point.labeled")
    assert (entry.before["name"], entry.after["tags"]) == ("", ["Oven", "shop floor"])
    assert kept.words == "Bakery north Ghent Oven shop floor"


def test_another_label_takes_its_place_and_nothing_takes_it_away(shop):
    label(shop)
    assert label(shop, PointLabel()) == PointLabel()
    assert list_labels(shop.account.pk) == {shop.home.id: PointLabel()}
    assert SupplyPointLabel.objects.count() == 1


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (PointLabel(name="x" * (LONGEST_NAME + 1)), "name"),
        (PointLabel(group="x" * (LONGEST_GROUP + 1)), "group"),
        (PointLabel(tags=("x" * (LONGEST_TAG + 1),)), "tags"),
        (PointLabel(tags=tuple(f"t{n}" for n in range(MOST_TAGS + 1))), "tags"),
    ],
)
def test_what_is_too_long_is_refused_and_nothing_is_kept(shop, wanted, field):
    with pytest.raises(LabelTooLong) as refused:
        label(shop, wanted)
    assert refused.value.field == field
    assert "60 characters" in refused.value.say_all()
    assert not SupplyPointLabel.objects.exists()


def test_as_long_as_may_be_is_kept(shop):
    wanted = PointLabel(
        "n" * LONGEST_NAME,
        "g" * LONGEST_GROUP,
        tuple(f"{n}{'t' * (LONGEST_TAG - 1)}" for n in range(MOST_TAGS)),
    )
    assert label(shop, wanted) == wanted


def test_who_may_only_look_labels_nothing_and_an_agent_may(shop):
    with pytest.raises(NotAllowed):
        label(shop, role=Role.READER)
    assert not SupplyPointLabel.objects.exists()
    agent = make_agent(shop.brand).person
    label(shop, role=Role.READER, actor=acting(agent, kind=ActorKind.AGENT))
    assert list_labels(shop.account.pk) == {shop.home.id: BAKERY}


def test_of_a_supply_point_of_somebody_else_nothing_is_said(shop):
    other = make_home(shop.brand)
    with pytest.raises(NotFound):
        label(shop, code=other.code)


def test_the_database_shows_and_lets_change_ones_own_alone(shop):
    label(shop)
    stranger, _account = make_customer(shop.brand)
    with as_web(shop.brand, stranger):
        assert list_labels(shop.account.pk) == {}
        assert SupplyPointLabel.objects.update(name="mine") == 0
    with as_web(shop.brand, shop.person):
        assert SupplyPointLabel.objects.update(name="Mine") == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            SupplyPointLabel.objects.update(supply_point_id=shop.home.id + 1)
        assert SupplyPointLabel.objects.all().delete()[0] == 0
    with as_web(shop.brand, make_agent(shop.brand).person, Door.OFFICE):
        assert list_labels(shop.account.pk)[shop.home.id].name == "Mine"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM supply_supplypointlabel")
        assert cursor.fetchone() == (1,)
