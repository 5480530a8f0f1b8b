"""Whether what a register counted is what its two indexes say: a check, and no part of the price."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from energycore.bundle.decimals import from_decimal
from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.measured import Measured
from energycore.volumes import gas_wh

CALORIFIC_PLACES: Final = 6
"""The decimals of `kwh_per_m3` among the facts of a bill of gas."""

_WH_PER_KWH = 1_000
_DIALS = range(3, 13)


def list_miscounted(
    measured: Sequence[Measured], facts: Mapping[str, Any]
) -> Iterator[tuple[int, int, int]]:
    """Yield the position, the Wh and the Wh by its indexes of each volume that is not their difference.

    A volume without whole indexes, or of a unit that cannot be converted (cubic metres without a
    `kwh_per_m3` among the facts), is passed over: it rests on its own word. A register that rolled
    over counts up to its next power of ten; one that ran backwards counts nothing at the least.
    """
    for position, each in enumerate(measured):
        possible = _list_possible(each, facts)
        if possible and each.volume_wh not in possible:
            yield position, each.volume_wh, possible[0]


def _list_possible(each: Measured, facts: Mapping[str, Any]) -> list[int]:
    """The Wh that the indexes of a volume allow; none where they say nothing."""
    first, last = each.about.get("from_index"), each.about.get("until_index")
    if type(first) is not int or type(last) is not int:
        return []
    counted = last - first
    steps = [counted] if counted >= 0 else [0, *(counted + 10**dials for dials in _DIALS)]
    unit = each.about.get("index_unit")
    if unit == "kWh":
        return [step * _WH_PER_KWH for step in steps if step >= 0]
    if unit == "m3" and "kwh_per_m3" in facts:
        factor = from_decimal(facts["kwh_per_m3"], CALORIFIC_PLACES, "facts.kwh_per_m3")
        if factor <= 0:
            raise DocumentInvalid("facts.kwh_per_m3", "it must be above zero")
        return [int(gas_wh(step, factor)) for step in steps if step >= 0]
    return []
