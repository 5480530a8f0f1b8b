"""The page of quotes tells every field that a case may have, and none that it may not."""

import pytest
from reference_case_fields import FIELDS

from rulebooks.cases import cards, inputs, markets, measures, quarters

READ = {
    "the case": inputs.KNOWN,
    "supply_point in Belgium": markets._BELGIAN,
    "supply_point in France": markets._FRENCH,
    "cards": cards._KNOWN,
    "a formula": cards._FORMULA,
    "volumes": measures._VOLUME,
    "peaks": measures._PEAK,
    "lines": inputs._LINE,
    "intervals": quarters.KNOWN_OF_INTERVALS,
}


@pytest.mark.parametrize("place", READ)
def test_every_field_is_told(place):
    assert set(FIELDS[place]) == READ[place]


def test_every_place_is_told():
    assert list(FIELDS) == list(READ)
