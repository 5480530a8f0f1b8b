"""All supply points of an account in a period: sums, groups, and each with its parts."""

from typing import Annotated

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Count, Sent, SupplyPointCode, Told, Wh
from kwartier.api.schemas.consumption import PERIOD_PATTERN, UsedAmount, show_amount
from kwartier.consumption.types import Order, Overview, Part, PointUse, Together, View
from kwartier.metering.types import Energy
from kwartier.supply.types import LONGEST_GROUP, LONGEST_NAME, LONGEST_TAG, MOST_TAGS, PointLabel

_LONGEST_DAY = 10
_TEXT = r"^[^\u0000]*$"
_Name = Annotated[
    str,
    Field(
        max_length=LONGEST_NAME,
        pattern=_TEXT,
        description="What its customer calls it; may be empty.",
        examples=["Bakery"],
    ),
]
_Group = Annotated[
    str,
    Field(
        max_length=LONGEST_GROUP,
        pattern=_TEXT,
        description="The one group that it is in; may be empty.",
        examples=["Ghent"],
    ),
]
_Tag = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG, pattern=_TEXT)]
_Tags = Annotated[
    list[_Tag],
    Field(max_length=MOST_TAGS, description="Words to find it by.", examples=[["shop"]]),
]


class OverviewWish(Told):
    """Which period, which supply points, and in which order."""

    view: View = Field(
        View.YEAR,
        description="How long it is; billing periods differ by supply point.",
        examples=["month"],
    )
    from_: str = Field(
        "",
        alias="from",
        max_length=_LONGEST_DAY,
        pattern=PERIOD_PATTERN,
        description="A day of it as `2026`, `2026-10` or `2026-10-31`; left out, today.",
        examples=["2026-10"],
    )
    group: str = Field(
        "", max_length=LONGEST_GROUP, pattern=_TEXT, description="Only this group.", examples=[""]
    )
    tag: str = Field(
        "", max_length=LONGEST_TAG, pattern=_TEXT, description="Only with this tag.", examples=[""]
    )
    order: Order = Field(Order.USE, description="What they are ranked by.", examples=["cost"])


class SupplyPointLabel(Sent):
    """What a customer calls a supply point."""

    name: _Name = ""
    group: _Group = ""
    tags: _Tags = []


class KeptLabel(Told):
    """What a customer calls a supply point, as it is kept."""

    supply_point: SupplyPointCode = Field(description="Its EAN or PDL.")
    name: _Name
    group: _Group
    tags: _Tags


class LikeForLike(Told):
    """What is wholly known in both years, part by part."""

    wh: Wh = Field(description="Now.")
    before_wh: Wh = Field(description="A year before.")


class PointPart(Told):
    """A day or a month of the period at one supply point."""

    from_: ADay = Field(alias="from", description="The first day.")
    until: ADay = Field(description="The first day after it.")
    offtake: UsedAmount = Field(description="Taken from the grid.")
    injection: UsedAmount | None = Field(
        description="Given to the grid; null where none is counted."
    )
    cost_cents: Cents | None = Field(
        description="What the known days cost, VAT included; null where it cannot be said."
    )
    before: UsedAmount = Field(description="Taken a year before.")


class PointConsumption(Told):
    """A supply point in the period."""

    supply_point: SupplyPointCode = Field(description="Its EAN or PDL.")
    energy: Energy = Field(description="What it takes.", examples=["electricity"])
    address: str = Field(description="The supply address.", examples=["Kouter 1, 9000 Gent"])
    name: _Name
    group: _Group
    tags: _Tags
    offtake: UsedAmount = Field(description="Taken from the grid in all of it.")
    injection: UsedAmount | None = Field(description="Given to the grid in all of it.")
    cost_cents: Cents | None = Field(description="What the known days cost, VAT included.")
    like_for_like: LikeForLike | None = Field(description="Null where nothing can be compared.")
    parts: list[PointPart] = Field(description="Its days or months, in order.")


class TogetherUsed(Told):
    """Supply points of one kind of energy together."""

    energy: Energy = Field(description="What they take.", examples=["gas"])
    count: Count = Field(description="How many they are.", examples=[3])
    offtake: UsedAmount = Field(description="Taken from the grid; days of all of them added.")
    cost_cents: Cents | None = Field(description="What the known days cost, VAT included.")
    priced_count: Count = Field(description="Of how many of them that is known.", examples=[3])
    like_for_like: LikeForLike | None = Field(description="Null where nothing can be compared.")


class GroupUsed(Told):
    """What the supply points of a group come to."""

    group: str = Field(description="Empty: those in no group.", examples=["Ghent"])
    together: list[TogetherUsed] = Field(description="By energy.")


class AllConsumption(Told):
    """The supply points of an account in a period; groups add up to the sums."""

    view: View = Field(description="How long the period is.", examples=["month"])
    from_: ADay = Field(alias="from", description="The first day.")
    until: ADay = Field(description="The first day after it.")
    all_count: Count = Field(description="How many there are, asked for or not.", examples=[12])
    groups: list[str] = Field(description="Every group of the account.", examples=[["Ghent"]])
    tags: list[str] = Field(description="Every tag of the account.", examples=[["shop"]])
    together: list[TogetherUsed] = Field(description="By energy: they are not added.")
    by_group: list[GroupUsed] = Field(description="The same of each group.")
    points: list[PointConsumption] = Field(description="Those asked for, ranked.")


def show_overview(found: Overview) -> AllConsumption:
    """The value as it is answered."""
    return AllConsumption.model_validate(
        {
            "view": found.period.view,
            "from": found.period.from_,
            "until": found.period.until,
            "all_count": found.all_count,
            "groups": found.groups,
            "tags": found.tags,
            "together": [_together(each) for each in found.together],
            "by_group": [
                {"group": name, "together": [_together(each) for each in sums]}
                for name, sums in found.by_group
            ],
            "points": [_point(each) for each in found.points],
        }
    )


def show_label(label: PointLabel, *, code: str) -> KeptLabel:
    """A label as it is answered."""
    return KeptLabel(supply_point=code, name=label.name, group=label.group, tags=list(label.tags))


def _together(sums: Together) -> dict[str, object]:
    return {
        "energy": sums.energy,
        "count": sums.count,
        "offtake": show_amount(sums.offtake),
        "cost_cents": sums.cents,
        "priced_count": sums.priced_count,
        "like_for_like": _pair(sums.like_for_like),
    }


def _point(point: PointUse) -> dict[str, object]:
    return {
        "supply_point": point.contract.code,
        "energy": point.contract.energy,
        "address": point.contract.address,
        "name": point.label.name,
        "group": point.label.group,
        "tags": point.label.tags,
        "offtake": show_amount(point.offtake),
        "injection": point.injection and show_amount(point.injection),
        "cost_cents": point.cents,
        "like_for_like": _pair(point.like_for_like),
        "parts": [
            _part(part) | {"before": show_amount(before)}
            for part, before in zip(point.parts, point.before, strict=True)
        ],
    }


def _part(part: Part) -> dict[str, object]:
    return {
        "from": part.from_,
        "until": part.until,
        "offtake": show_amount(part.offtake),
        "injection": part.injection and show_amount(part.injection),
        "cost_cents": part.total_cents,
    }


def _pair(pair: tuple[int, int] | None) -> dict[str, int] | None:
    return None if pair is None else {"wh": pair[0], "before_wh": pair[1]}
