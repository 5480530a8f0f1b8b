"""All supply points at both doors: the page, its files and the API say what the room says, to nobody else."""

import csv
import html
import io
import re
from datetime import date

import pytest
from api_door import Door, read, refused
from visiting import sign_in_afresh

from advance_factory import TODAY
from consumption_factory import fill_days
from customer_factory import add_supply, make_customer, make_day_brand
from house_factory import make_membership, make_person
from interval_factory import store_consent
from kwartier.consumption.queries import get_overview
from kwartier.parties.types import Role
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.supply.models import SupplyPointLabel
from kwartier.supply.queries import list_labels

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMONSTRATION = True


@pytest.fixture
def business():
    """A home with quarter-hours, and gas."""
    made = make_customer(make_day_brand())
    store_consent(made.account, made.home)
    fill_days(made.home, date(2026, 3, 1), date(2026, 3, 11), wh=300)
    made.gas = add_supply(made)
    return made


@pytest.fixture
def visit(business):
    """Opens and sends pages in English, as the customer or somebody else."""

    def open_page(tail, *, person=None, **form):
        client = sign_in_afresh(person or business.person)
        client.cookies[LANGUAGE_COOKIE] = "en"
        address = f"/{business.brand.path_prefix}/{tail}"
        return client.post(address, form, follow=True) if form else client.get(address)

    return open_page


def words_of(answer) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"[\s\u2060]+", " ", html.unescape(words))


def look(business, view="year", from_="2026", **more):
    asked = {"view": view, "from_": from_, "today": TODAY} | more
    return get_overview(account_id=business.account.pk, **asked)


def test_the_route_says_what_the_room_says(business):
    door, found = Door(business), look(business)
    told = read(door.get(f"{door.account}/consumption?view=year&from=2026&order=name"))
    assert {each["supply_point"] for each in told["points"]} == {
        business.home.code,
        business.gas.home.code,
    }
    by_code = {each.contract.code: each for each in found.points}
    for point in told["points"]:
        own = by_code[point["supply_point"]]
        assert point["offtake"]["wh"] == own.offtake.wh
        assert point["cost_cents"] == own.cents
        assert sum(each["offtake"]["wh"] or 0 for each in point["parts"]) == own.offtake.wh
        assert [each["before"]["wh"] for each in point["parts"]] == [each.wh for each in own.before]
    sums = {each["energy"]: each for each in told["together"]}
    assert sums["gas"]["offtake"]["wh"] == by_code[business.gas.home.code].offtake.wh
    assert [each["group"] for each in told["by_group"]] == [""]
    refused(door.get(f"{door.account}/consumption?view=billing"), 422, "consumption.period_unknown")


def test_both_files_have_a_row_for_each_point_and_part(business, visit):
    door, found = Door(business), look(business)
    by_page = visit("consumption/consumption.csv?view=year&from=2026").content
    by_api = door.get(f"{door.account}/consumption.csv?view=year&from=2026").content
    rows = list(csv.reader(io.StringIO(by_page.decode("utf-8-sig"))))
    assert len(rows) - 1 == 24 == len(by_api.decode().splitlines()) - 1
    used = [row[8] for row in rows[1:] if row[0] == business.home.code]
    own = next(each for each in found.points if each.contract.code == business.home.code)
    assert sum(round(float(each) * 1_000) for each in used if each) == own.offtake.wh
    workbook = door.get(f"{door.account}/consumption.xlsx?view=month&from=2026-03")
    assert workbook.content[:2] == b"PK"
    assert visit("consumption/consumption.csv?view=decade").status_code == 404


def test_the_page_ranks_and_leads_to_each(business, visit):
    page = visit("consumption/")
    told = words_of(page)
    assert "Electricity, 2026: your supply point used" in told
    assert "Gas, 2026: your supply point used" in told
    assert "Most used" in told
    for home in (business.home, business.gas.home):
        assert f"consumption/{home.code}/?view=year" in page.content.decode()
    march = words_of(visit("consumption/?view=month&from=2026-03"))
    assert "what all of them used on each day" in march
    broken = visit("consumption/?view=decade")
    assert broken.status_code == 422
    assert "Electricity, 2026" in words_of(broken)
    assert "You had no contract with us" in words_of(visit("consumption/?view=year&from=2001"))


def test_names_groups_and_tags_by_page_and_route(business, visit):
    label = f"consumption/{business.home.code}/label/"
    assert "What you call it" in words_of(visit(label))
    saved = visit(label, name="Bakery", group="Ghent", tags="oven, shop,, Oven")
    assert "Saved." in words_of(saved)
    assert "Bakery" in words_of(saved)
    assert "By group" in words_of(saved)
    assert list_labels(business.account.pk)[business.home.id].tags == ("oven", "shop")
    door = Door(business)
    told = read(door.get(f"{door.account}/consumption?view=year&from=2026&group=Ghent"))
    assert [each["name"] for each in told["points"]] == ["Bakery"]
    assert (told["groups"], told["tags"], told["all_count"]) == (["Ghent"], ["oven", "shop"], 2)
    route = f"{door.account}/supply-points/{business.gas.home.code}/label"
    kept = read(door.call("PUT", route, {"name": " Boiler  room ", "tags": ["shop"]}))
    assert kept["name"] == "Boiler room"
    found = words_of(visit("consumption/?view=year&tag=shop&order=name"))
    assert found.index("Bakery") < found.index("Boiler room")
    nothing = words_of(visit("consumption/?view=year&group=Ghent&tag=none"))
    assert "No supply point has this group and this tag." in nothing


def test_what_is_too_long_is_said_and_changes_nothing(business, visit):
    label = f"consumption/{business.home.code}/label/"
    many = visit(label, name="Bakery", group="", tags=",".join(f"t{n}" for n in range(11)))
    assert many.status_code == 422
    assert "Up to 10 tags, each of up to 30 characters." in words_of(many)
    door = Door(business)
    route = f"{door.account}/supply-points/{business.home.code}/label"
    refused(door.call("PUT", route, {"name": "x" * 61}), 422, "api.invalid")
    assert not SupplyPointLabel.objects.exists()


def test_who_may_only_look_sees_it_and_names_nothing(business, visit):
    reader = make_person(business.brand)
    make_membership(business.account, reader, Role.READER)
    page = visit("consumption/", person=reader)
    assert "Name and group" not in words_of(page)
    label = f"consumption/{business.home.code}/label/"
    assert visit(label, person=reader).status_code == 403
    assert visit(label, person=reader, name="Mine", group="", tags="").status_code == 403
    assert not SupplyPointLabel.objects.exists()


def test_of_somebody_elses_there_is_nothing(business, visit):
    stranger = make_customer(business.brand)
    door = Door(stranger)
    account = f"/accounts/{business.account.number}"
    assert door.get(f"{account}/consumption").status_code == 404
    route = f"{door.account}/supply-points/{business.home.code}/label"
    assert door.call("PUT", route, {"name": "Mine"}).status_code == 404
    label = f"consumption/{business.home.code}/label/"
    assert visit(label, person=stranger.person, name="M", group="", tags="").status_code == 404
    assert not SupplyPointLabel.objects.exists()
