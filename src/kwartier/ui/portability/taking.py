"""Who takes what along, and the transactions in which it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import translation

from kwartier.parties.types import AccountInfo
from kwartier.platform.exporting import ExportedTable, Owner, Row
from kwartier.platform.tenancy import enter
from kwartier.platform.types import BrandInfo, Door
from kwartier.portability.queries import get_owner, iterate_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A person who takes everything of an account along, when, and in whose words.

    The request is over when the first byte leaves: what is read afterwards is read some at a time,
    each time in a transaction of its own, so that nothing stays open while a slow reader takes its time.
    """

    account: AccountInfo
    brand: BrandInfo
    person_id: int
    today: date
    now: datetime
    language: str

    @contextmanager
    def scope(self) -> Iterator[None]:
        """A transaction in which the database knows who asks, and words their language."""
        with transaction.atomic(), translation.override(self.language):
            enter(brand_id=self.brand.id, person_id=self.person_id, door=Door.PORTAL)
            yield

    def find_owner(self) -> Owner:
        """The account, as the person sees it."""
        with self.scope():
            return get_owner(account_id=self.account.id, person_id=self.person_id)

    def iterate(self, table: ExportedTable, owner: Owner) -> Iterator[Row]:
        """The rows of a table."""
        return iterate_rows(table, owner, scope=self.scope)
