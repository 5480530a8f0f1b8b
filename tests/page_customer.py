"""The one customer whose pages are shown."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from kwartier.parties.models import Person
from kwartier.parties.types import AccountInfo
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.supply.types import ContractRow


@dataclass(frozen=True)
class Customer:
    """Whose pages are shown."""

    brand: BrandInfo
    person: Person
    account: AccountInfo
    contract: ContractRow
    today: date

    @property
    def now(self) -> datetime:
        """The morning of the day."""
        return datetime.combine(self.today, time(9), tzinfo=UTC)

    @property
    def actor(self) -> Actor:
        """The person, acting."""
        return Actor(ActorKind.CUSTOMER, self.person.pk, self.person.name)
