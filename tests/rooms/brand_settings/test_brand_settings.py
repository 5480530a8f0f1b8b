"""What a brand decides for itself: written by an agent, checked, dated, on the record."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from advance_factory import make_rules
from house_factory import make_agent, make_brand
from kwartier.arrears import _terms
from kwartier.billing._provisional_types import PROVISIONAL_PART
from kwartier.billing._runs.outliers import OutlierLimits
from kwartier.billing._schedules import settings as _schedules
from kwartier.billing.types import AdvanceRules
from kwartier.brand_settings import operations as settings_operations
from kwartier.brand_settings import queries as settings_queries
from kwartier.brand_settings.models import BrandParameter
from kwartier.brand_settings.types import SETTINGS
from kwartier.delivery import _parameters
from kwartier.documents import _retention
from kwartier.platform.errors import Refusal
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import Actor, ActorKind

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
LATER = date(2027, 1, 1)


def decide(brand, key, written, from_day=TODAY, source="board of 20 November"):
    settings_operations.decide_setting(
        brand_id=brand.id,
        key=key,
        written=written,
        from_day=from_day,
        source=source,
        actor=Actor(kind=ActorKind.AGENT, name="An agent"),
        today=TODAY,
        now=NOW,
    )


def test_every_key_that_a_room_reads_can_be_decided():
    read = {
        *(f"advance.{name}" for name in AdvanceRules.__dataclass_fields__),
        *(f"run.outlier_{name}" for name in OutlierLimits.__dataclass_fields__),
        PROVISIONAL_PART,
        *_parameters._WHERE_NOTHING_IS_SAID,
        *(f"archive.{name}" for name in _retention._KEYS),
        *(f"reminders.{name}" for name in _terms._WHERE_NOTHING_IS_SAID),
        *(f"plans.{name}" for name in _terms._PLANS_WHERE_NOTHING_IS_SAID),
        "schedule.is_offered",
        *(f"schedule.{name}" for name in _schedules._WHERE_NOTHING_IS_SAID),
    }
    assert read == set(SETTINGS)
    told = (Path(__file__).parents[3] / "docs/how-to/decide-brand-settings.md").read_text("utf-8")
    assert [key for key in SETTINGS if f"`{key}`" not in told] == []


def test_a_decision_holds_from_its_day_on_and_stands_on_the_record():
    brand = make_brand()
    decide(brand, PROVISIONAL_PART, "yes", LATER)
    decide(brand, PROVISIONAL_PART, "no")
    (view,) = [
        each
        for each in settings_queries.list_settings(brand_id=brand.id, on=TODAY)
        if each.setting.key == PROVISIONAL_PART
    ]
    assert str(view.now) == "no"
    assert [(each.from_day, str(each)) for each in view.decided] == [(TODAY, "no"), (LATER, "yes")]
    assert (
        settings_queries.find_parameter(brand_id=brand.id, key=PROVISIONAL_PART, on=LATER) is True
    )
    entry = AuditEntry.objects.filter(action="brand_parameter.set").latest("pk")
    assert (entry.actor_name, entry.after["value"]) == ("An agent", False)


@pytest.mark.parametrize(
    ("key", "written", "more", "code"),
    [
        ("bill.provisional_parts", "yes", {}, "settings.unknown"),
        (PROVISIONAL_PART, "ja", {}, "settings.value_invalid"),
        ("archive.kept_years", "0", {}, "settings.value_invalid"),
        ("archive.kept_years", "1" * 5_000, {}, "settings.value_invalid"),
        ("run.outlier_cents", "-1", {}, "settings.value_invalid"),
        ("run.outlier_cents", "1.5", {}, "settings.value_invalid"),
        ("run.outlier_cents", "١٢", {}, "settings.value_invalid"),
        (PROVISIONAL_PART, "yes", {"source": " "}, "settings.without_source"),
        (PROVISIONAL_PART, "yes", {"from_day": date(2026, 11, 20)}, "settings.in_the_past"),
        ("advance.lower_percent", "250", {}, "settings.contradict"),
        ("advance.smallest_cents", "0", {}, "settings.contradict"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(key, written, more, code):
    brand = make_brand()
    make_rules(brand)
    before = BrandParameter.objects.count()
    with pytest.raises(Refusal) as refused:
        decide(brand, key, written, **more)
    assert refused.value.code == code
    assert refused.value.say_all()
    assert BrandParameter.objects.count() == before
    assert (
        settings_queries.find_parameter(brand_id=brand.id, key="advance.lower_percent", on=TODAY)
        == 80
    )


def test_what_was_decided_is_never_overwritten():
    brand = make_brand()
    decide(brand, "archive.online_years", "4")
    with pytest.raises(Refusal) as refused:
        decide(brand, "archive.online_years", "5")
    assert refused.value.code == "settings.decided_already"


def test_a_later_decision_counts_when_the_advances_are_checked():
    brand = make_brand()
    make_rules(brand)
    decide(brand, "advance.agent_cap_cents", "2000", LATER)
    with pytest.raises(Refusal) as refused:
        decide(brand, "advance.smallest_cents", "3000")
    assert refused.value.code == "settings.contradict"
    assert refused.value.params["day"] == LATER


def test_a_brand_that_is_set_up_decides_one_thing_after_another():
    decide(make_brand(), "advance.lower_percent", "250")


def run(*arguments):
    told = StringIO()
    with translation.override("en"):
        call_command("brand_setting", *arguments, "--brand", "merel", stdout=told)
    return told.getvalue()


def test_the_command_shows_and_decides():
    brand = make_brand()
    agent = make_agent(brand)
    assert "run.outlier_cents: not decided, and needed" in run()
    source = ("--source", "board of 20 November", "--as", agent.person.email)
    told = run("archive.online_years", "4", "--from", "2099-01-01", *source)
    assert told.splitlines() == [
        "archive.online_years: 3 (not decided)",
        "  how long documents are online; years, a whole number from 1 to 30",
        "  from 2099-01-01: 4 (board of 20 November)",
    ]
    for wrong, sentence in (
        (("archive.online_year",), "There is no setting archive.online_year"),
        (("archive.online_years", "4", "--from", "soon", *source), "'soon' is no day"),
        (("archive.online_years", "4", "--source", "me"), "Give --as the e-mail address"),
        (("archive.online_years", "40", *source), "archive.online_years cannot be 40"),
    ):
        with pytest.raises(CommandError, match=sentence):
            run(*wrong)
