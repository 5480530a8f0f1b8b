"""From one bill to another: what explains the difference, and a bill made again."""

from typing import Any

from pydantic import Field

from energycore.bundle import Difference, Recomputed
from energycore.statement import Bridge, BridgeStep, StepKind
from energycore.tariff import Component
from kwartier.api.fields import ADay, Cents, Index, Told, Whole
from kwartier.billing.queries import BillPage
from kwartier.billing.types import BillView
from kwartier.metering.types import RegisterKind


class BillStep(Told):
    """One reason why a bill differs from the one before, with VAT."""

    kind: StepKind = Field(description="What the step is about.")
    component: Component | None = Field(description="Whose price it was; null where it is none.")
    amount_cents: Cents = Field(description="Positive makes the later bill larger.")
    before: Whole | None = Field(description="Days, Wh or W before.", examples=[3_805_000])
    after: Whole | None = Field(description="Days, Wh or W now.", examples=[3_438_000])


class BillBridge(Told):
    """The steps from the bill before; they add up to the cent. Without one, `before` is null.

    The advances lead on from the costs to what the two left to pay: they are no step of the cost.
    """

    before: str | None = Field(
        description="The number of the bill before.", examples=["S25-0000001"]
    )
    before_cents: Cents | None = Field(description="Its total, with VAT.")
    after_cents: Cents = Field(description="The total of this one.")
    steps: list[BillStep] = Field(description="In a fixed order; empty without a bill before.")
    before_advances_cents: Cents | None = Field(description="What the bill before took off.")
    after_advances_cents: Cents = Field(description="What this one takes off.")


class ChangedReading(Told):
    """A reading of the grid operator that was not the same on the bill that was replaced."""

    register_kind: RegisterKind
    read_on: ADay = Field(description="The day of the reading.")
    before_index: Index | None = Field(description="As it was; null where there was none.")
    after_index: Index | None = Field(description="As it is; null where it is gone.")


class BillCorrection(BillBridge):
    """What a correction changed: the steps from the bill that it replaces, which is `before`."""

    reason: str = Field(
        description="What was said about it.", examples=["the operator corrected a reading"]
    )
    readings: list[ChangedReading] = Field(description="The readings that changed.")


class BillDifference(Told):
    """A place where the bill says something else than the calculation."""

    place: str = Field(description="The path in the bundle.", examples=["statement.total_eur"])
    written: str = Field(description="What the bill says.", examples=["1237.23"])
    computed: str = Field(description="What the calculation says.", examples=["1237.24"])


class BillRecomputed(Told):
    """A bill made again from its bundle."""

    is_same: bool = Field(description="Whether every figure is the same.", examples=[True])
    total_cents: Cents = Field(description="The total as made again.")
    differences: list[BillDifference] = Field(description="Empty where all is the same.")


def show_bridge(page: BillPage) -> BillBridge:
    """The steps to a bill; none for the first one."""
    return BillBridge(**_bridge(page, page.before, page.bridge))


def show_year_before(page: BillPage) -> BillBridge:
    """The steps from the same month a year before; none where no bill of it stands."""
    found = page.year_before
    return BillBridge(
        **_bridge(page, found.before if found else None, found.bridge if found else None)
    )


def show_correction(page: BillPage) -> BillCorrection:
    """The steps from the bill that it replaces; none for one that replaces none."""
    found = page.correction
    return BillCorrection(
        **_bridge(page, found.before if found else None, found.bridge if found else None),
        reason=page.links.replaced_reason,
        readings=[
            ChangedReading(
                register_kind=RegisterKind(each.register),
                read_on=each.on,
                before_index=each.before_index,
                after_index=each.after_index,
            )
            for each in (found.readings if found else ())
        ],
    )


def _bridge(page: BillPage, before: BillView | None, bridge: Bridge | None) -> dict[str, Any]:
    return {
        "before": before and before.number,
        "before_cents": bridge and bridge.before_cents,
        "after_cents": page.bill.total_cents,
        "steps": [_show_step(step) for step in bridge.steps] if bridge else [],
        "before_advances_cents": before and before.advances_cents,
        "after_advances_cents": page.bill.advances_cents,
    }


def show_recomputed(made: Recomputed) -> BillRecomputed:
    """A bill made again."""
    return BillRecomputed(
        is_same=not made.differences,
        total_cents=made.statement.total_cents,
        differences=[_show_difference(each) for each in made.differences],
    )


def _show_step(step: BridgeStep) -> BillStep:
    return BillStep(
        kind=step.kind,
        component=step.component,
        amount_cents=step.cents,
        before=step.before,
        after=step.after,
    )


def _show_difference(each: Difference) -> BillDifference:
    return BillDifference(place=each.place, written=str(each.written), computed=str(each.computed))
