"""What several supply points used in a period, and what they come to together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kwartier.consumption._part_types import Amount, Part, Period, add_amounts
from kwartier.platform.errors import Refusal
from kwartier.supply.types import ContractRow, PointLabel


class Order(TextChoices):
    """What the supply points are ranked by; what is not known comes last."""

    USE = "use", _("Most used")
    COST = "cost", _("Highest cost")
    CHANGE = "change", _("Largest increase")
    NAME = "name", _("Name or address")


@dataclass(frozen=True, slots=True)
class PointUse:
    """A supply point in a period, in ``parts`` as in a `Consumption`.

    ``before`` is what was taken in each a year before; ``no_euro`` is why there is no amount.
    """

    contract: ContractRow
    label: PointLabel
    parts: tuple[Part, ...]
    before: tuple[Amount, ...]
    no_euro: Refusal | None

    @property
    def title(self) -> str:
        """What its customer calls it, or else its address."""
        return self.label.name or self.contract.address

    @property
    def offtake(self) -> Amount:
        """What was taken in all of the period."""
        return add_amounts([part.offtake for part in self.parts])

    @property
    def injection(self) -> Amount | None:
        """What was given to the grid in all of the period."""
        given = [part.injection for part in self.parts if part.injection is not None]
        return add_amounts(given) if given else None

    @property
    def cents(self) -> int | None:
        """What the known days cost, VAT included; None where nothing can be said."""
        known = [part.total_cents for part in self.parts if part.total_cents is not None]
        return sum(known) if known else None

    @property
    def like_for_like(self) -> tuple[int, int] | None:
        """The Wh of the parts that are wholly known now and a year before, and what they were then."""
        return _compare(self.parts, self.before)


@dataclass(frozen=True, slots=True)
class Together:
    """Some supply points of one kind of energy: what they come to in each part, and in all.

    ``before`` is what was taken in each a year before. ``priced_count`` of the ``count`` supply points
    have an amount in ``cents``. ``like_for_like`` are the Wh of what is wholly known now and a year
    before, and what it was then.
    """

    energy: str
    count: int
    parts: tuple[Amount, ...]
    before: tuple[Amount, ...]
    cents: int | None
    priced_count: int
    like_for_like: tuple[int, int] | None

    @property
    def offtake(self) -> Amount:
        """What was taken in all of the period."""
        return add_amounts(list(self.parts))


@dataclass(frozen=True, slots=True)
class Overview:
    """The supply points of an account in a period, ranked, and all of its groups and tags.

    ``points`` are those that were asked for; ``all_count`` is how many there are in the period.
    """

    period: Period
    earlier: Period | None
    later: Period | None
    points: tuple[PointUse, ...]
    all_count: int
    groups: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def together(self) -> tuple[Together, ...]:
        """What they come to, by energy: electricity and gas are not added."""
        return add_up(self.points)

    @property
    def by_group(self) -> tuple[tuple[str, tuple[Together, ...]], ...]:
        """The same of each group; those in none last, under an empty name."""
        names = sorted(
            {each.label.group for each in self.points}, key=lambda name: (not name, name)
        )
        return tuple(
            (name, add_up([each for each in self.points if each.label.group == name]))
            for name in names
        )


def add_up(points: Sequence[PointUse]) -> tuple[Together, ...]:
    """Some supply points together, by energy in the order in which it first occurs in the alphabet."""
    return tuple(
        _add(energy, [each for each in points if each.contract.energy == energy])
        for energy in sorted({each.contract.energy for each in points})
    )


def _add(energy: str, points: Sequence[PointUse]) -> Together:
    amounts = zip(*([part.offtake for part in each.parts] for each in points), strict=True)
    earlier = zip(*(each.before for each in points), strict=True)
    priced = [each.cents for each in points if each.cents is not None]
    pairs = [pair for each in points if (pair := each.like_for_like)]
    return Together(
        energy=energy,
        count=len(points),
        parts=tuple(add_amounts(list(each)) for each in amounts),
        before=tuple(add_amounts(list(each)) for each in earlier),
        cents=sum(priced) if priced else None,
        priced_count=len(priced),
        like_for_like=_sum_pairs(pairs),
    )


def _compare(now: Iterable[Part], then: Iterable[Amount]) -> tuple[int, int] | None:
    return _sum_pairs(
        [
            (part.offtake.wh or 0, before.wh or 0)
            for part, before in zip(now, then, strict=True)
            if part.offtake.is_whole and before.is_whole
        ]
    )


def _sum_pairs(pairs: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    if not pairs:
        return None
    return sum(now for now, _then in pairs), sum(then for _now, then in pairs)
