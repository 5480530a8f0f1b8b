"""Many rows in one statement: every value comes back as it was, whatever stands in it."""

import pytest

from bill_factory import NOW
from house_factory import make_brand
from kwartier.platform import audit
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db

TEXTS = ('say "yes"', "back\\slash", "{a,b}", "", "é\n\t'", "NULL")


@pytest.mark.parametrize(
    "texts", [TEXTS, (*TEXTS, "mark\x1f"), ("x" * 900, *TEXTS), ("same", "same")]
)
def test_texts_come_back_as_they_were(texts):
    brand = make_brand()
    audit.record_many(
        brand_id=brand.id,
        at=NOW,
        actor=SYSTEM,
        action="reading.recorded",
        subject_kind="reading",
        acts=[
            audit.Act(
                subject_id=f"{place}{text}"[:20],
                account_id=place or None,
                after={"said": text} if place else None,
            )
            for place, text in enumerate(texts)
        ],
    )
    found = AuditEntry.objects.order_by("pk").values_list("subject_id", "account_id", "after", "at")
    assert list(found) == [
        (f"{place}{text}"[:20], place or None, {"said": text} if place else None, NOW)
        for place, text in enumerate(texts)
    ]
