"""Up to which reading consumption is known, and who read or estimated it."""

from dataclasses import replace

import numpy as np
import pytest

from advance_factory import READ_ON, TODAY, make_household
from kwartier.billing._advances.facts import get_facts
from kwartier.metering.types import ReadingOrigin, RegisterKind, RegisterSpec

DAY_AND_NIGHT = (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT))
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changed", "origin"),
    [
        ({}, ReadingOrigin.OPERATOR),
        ({"until_official": False}, ReadingOrigin.CUSTOMER),
        ({"until_estimated": True}, ReadingOrigin.ESTIMATED),
        ({"until_estimated": True, "until_by_profile": True}, ReadingOrigin.PROFILE),
    ],
)
def test_of_several_registers_the_least_certain_counts(changed, origin):
    home = make_household(annual=(1_500, 2_000), home={"registers": DAY_AND_NIGHT})
    facts = get_facts(home.contract.id, today=TODAY)
    newest = facts.history.until_days == facts.history.until_days.max()
    assert newest.sum() == 2
    one = np.flatnonzero(newest)[-1]
    columns = {name: getattr(facts.history, name).copy() for name in changed}
    for name, value in changed.items():
        columns[name][one] = value
    latest = replace(facts, history=replace(facts.history, **columns)).latest_reading
    assert (latest.read_on, latest.origin) == (READ_ON, origin)
