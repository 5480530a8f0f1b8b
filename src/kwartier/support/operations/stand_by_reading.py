"""A customer stands by a reading that is out of line: it goes to an agent, as a request."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kwartier.metering.operations import confirm_reading
from kwartier.parties.types import AccountInfo
from kwartier.platform.types import Actor, BrandInfo
from kwartier.platform.wording import speak_day
from kwartier.support.operations.open_request import open_request
from kwartier.support.types import RequestKind, RequestRow


@transaction.atomic
def stand_by_reading(
    *,
    brand: BrandInfo,
    account: AccountInfo,
    supply_point_id: int,
    supply_point_code: str,
    read_on: date,
    actor: Actor,
    today: date,
    now: datetime,
    page_url: str = "",
) -> RequestRow:
    """Confirm the questioned reading of a day and open the request in which an agent answers.

    Both or neither: a reading never waits for an agent without a promise to the customer. The
    request is worded in the active language, since it stands for what the customer says.

    Raises:
        NotFound, ReadingIsNotYours, ReadingIsNotQuestioned: as metering's ``confirm_reading``.
        NotAllowed: a reader does it.
    """
    confirm_reading(
        supply_point_id=supply_point_id,
        read_on=read_on,
        actor=actor,
        now=now,
        account_id=account.id,
    )
    return open_request(
        brand=brand,
        account=account,
        kind=RequestKind.READING_DISPUTE,
        subject=_("Reading of %(day)s") % {"day": speak_day(read_on)},
        text=_("I have looked at my meter again, and the reading is right. Please check it."),
        actor=actor,
        today=today,
        now=now,
        context={"ean": supply_point_code, "day": read_on.isoformat()},
        page_url=page_url,
    )
