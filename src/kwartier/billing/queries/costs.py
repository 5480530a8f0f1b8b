"""What a contract is expected to cost all in, and what that is made of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from energycore.forecast import Basis, forecast_components
from energycore.tariff import COMPONENTS, Component
from energycore.units import divide_half_away
from kwartier.billing._advances.facts import list_facts
from kwartier.billing._advances.forecasting import Group, group_facts
from kwartier.metering.types import INJECTION_KINDS

_MICRO_PER_CENT = 10_000
_WH_PER_KWH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCost:
    """What the whole billing period [``period_from``, ``period_until``) is expected to cost, with VAT.

    The blocks add up to ``cost_cents``; it is what the page of the advance rests on. A credit for
    injection is taken off, ``has_credit`` says so. ``offtake_wh`` is what is taken from the network.
    """

    period_from: date
    period_until: date
    offtake_wh: int
    block_cents: dict[Component, int]
    has_credit: bool
    is_provisional: bool

    @property
    def cost_cents(self) -> int:
        """Everything together."""
        return sum(self.block_cents.values())

    @property
    def micro_eur_per_kwh(self) -> int:
        """What one kWh from the network comes to, all in."""
        return divide_half_away(self.cost_cents * _MICRO_PER_CENT * _WH_PER_KWH, self.offtake_wh)


def list_expected_costs(contract_ids: Collection[int], *, today: date) -> dict[int, ExpectedCost]:
    """By contract: of those that have advances and of which enough is known for a forecast.

    As many questions for one contract as for forty.

    Raises:
        NotFound: one of the contracts is not there, or not to be seen.
    """
    groups = group_facts(list_facts(contract_ids, today=today))
    return {number: cost for group in groups for number, cost in _costs_of(group)}


def _costs_of(group: Group) -> list[tuple[int, ExpectedCost]]:
    forecast = group.run()
    blocks = forecast_components(group.tariff, group.profiles, group.inputs, group.band)
    gives_back = np.array([kind in INJECTION_KINDS for kind in group.tariff.registers])
    offtake = forecast.expected_wh[:, ~gives_back].sum(axis=1)
    return [
        (
            facts.contract.id,
            ExpectedCost(
                period_from=facts.plan.period_from,
                period_until=facts.plan.period_until,
                offtake_wh=int(offtake[row]),
                block_cents=dict(zip(COMPONENTS, blocks[:, row].tolist(), strict=True)),
                has_credit=bool(gives_back.any()),
                is_provisional=bool(forecast.provisional[row]),
            ),
        )
        for row, facts in enumerate(group.facts)
        if forecast.basis[row] != Basis.NOTHING and offtake[row] > 0
    ]
