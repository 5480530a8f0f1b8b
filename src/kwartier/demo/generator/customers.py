"""A home once it is written: its account and its contracts."""

from dataclasses import dataclass

from kwartier.demo.generator.homes import Home, Point
from kwartier.demo.generator.stories import Situation, Story
from kwartier.parties.types import AccountInfo
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True)
class Customer:
    """A home once it is written: its account, and a contract for each of its points."""

    home: Home
    story: Story | None
    account: AccountInfo
    contracts: tuple[tuple[Point, ContractRow], ...]

    @property
    def has_bills(self) -> bool:
        """Whether the years before were billed here."""
        return self.story is not None and self.story.has_bills

    @property
    def situation(self) -> Situation:
        """The story's situation; everybody else is free to change."""
        return self.story.situation if self.story else Situation.FREE
