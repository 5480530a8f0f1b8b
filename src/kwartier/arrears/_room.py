"""What delivery is told of reminders by post: how one is made, what must stay here, what left."""

from collections.abc import Collection
from datetime import date, datetime

from kwartier.arrears.operations import check_letters, make_letter, note_printed
from kwartier.documents.types import StoredDocumentView


class ReminderLetters:
    """The letters of this room, as `kwartier.delivery.letters.LetterRoom` has them."""

    def check(self, *, brand_id: int, today: date, now: datetime) -> None:
        """Withdraw what is not so any more, and put the rest into the queue."""
        check_letters(brand_id=brand_id, today=today, now=now)

    def make(self, *, brand_id: int, number: str, now: datetime) -> StoredDocumentView:
        """The PDF of a letter. Raises NotFound, IssuerUnknown, GlyphMissing."""
        return make_letter(brand_id=brand_id, number=number, now=now)

    def note_left(
        self, *, brand_id: int, numbers: Collection[str], today: date, now: datetime
    ) -> None:
        """The days and the costs of these letters begin today."""
        note_printed(brand_id=brand_id, numbers=numbers, today=today, now=now)
