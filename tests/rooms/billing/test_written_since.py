"""Only drafts of which something was written since the plan are made anew; the others stay."""

from datetime import date

import pytest

from advance_factory import MOVED_IN, PERIOD_FROM
from house_factory import make_brand
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing.models import BillDraft, BillingRun
from kwartier.metering.models import MonthPeak
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.types import OperatorReading
from kwartier.platform.marks import read_mark
from kwartier.pricing.models import PriceCard
from kwartier.pricing.queries import are_prices_written
from kwartier.supply.models import Contract
from run_factory import NOW, Run, make_year
from supply_factory import register_of

# What was written is known by its transaction: a test within one would see nothing but news.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_stays_unless_something_of_it_was_written():
    brand = make_brand()
    kept, read, agreed, peaked, planned = (make_year(brand=brand) for _ in range(5))
    run = Run(brand)
    run.plan()
    run.approve()
    before = dict(BillDraft.objects.values_list("contract_id", "pk"))
    register = register_of(read.home, PERIOD_FROM).id
    late = OperatorReading(register, date(2025, 8, 1), 1_500)
    load_operator_readings([late], brand_id=brand.id, now=NOW)
    Contract.objects.get(pk=agreed.contract.id).save()
    MonthPeak.objects.create(
        brand_id=brand.id,
        supply_point_id=peaked.contract.supply_point_id,
        month=MOVED_IN.replace(day=1),
        peak_w=4_000,
        recorded_at=NOW,
    )
    AdvancePlan.objects.get(contract_id=planned.contract.id).save()
    assert run.start().report.state_counts == {"drafted": 1, "planned": 4}
    run.work()
    after = dict(BillDraft.objects.values_list("contract_id", "pk"))
    assert run.look().state == "made"
    assert {number for number in before if before[number] == after.get(number)} == {
        kept.contract.id
    }
    mark = BillingRun.objects.get().plan_mark
    assert not are_prices_written(brand_id=brand.id, since=read_mark(mark))
    # A mark of another database says nothing of this one: everything may be news.
    for unknown in ("", f"{2**40}:{2**40}:"):
        assert are_prices_written(brand_id=brand.id, since=read_mark(unknown))
    card = PriceCard.objects.get(pk=kept.contract.price_card_id)
    card.pk, card.version = None, "2026-12"
    card.save()
    assert are_prices_written(brand_id=brand.id, since=read_mark(mark))
