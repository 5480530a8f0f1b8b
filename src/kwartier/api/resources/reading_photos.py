"""Photos of the meter beside readings: add, fetch, delete."""

from django.http import HttpResponse
from ninja import Router

from kwartier.api.access import READ, WRITE_READINGS
from kwartier.api.caller import ApiRequest, get_supply
from kwartier.api.documented import told
from kwartier.api.fields import Day, RowId, SupplyPointCode
from kwartier.api.schemas.readings import MeterPhoto, show_photo
from kwartier.api.sent_files import read_sent_photo
from kwartier.metering import operations, queries, refusals
from kwartier.parties.queries import require_role
from kwartier.parties.types import Role, TokenScope
from kwartier.platform.errors import NotAllowed
from kwartier.ui.downloads import photo_response

router = Router(tags=["Readings"])


@router.post(
    "/supply-points/{code}/readings/{read_on}/photos",
    auth=WRITE_READINGS,
    response={201: MeterPhoto},
    **told(
        "add_reading_photo",
        "Put a photo of the meter beside a reading",
        scope=TokenScope.READINGS_WRITE,
        finds=True,
        reads_file=True,
        refusals=[
            NotAllowed,
            refusals.PhotoIsTooLarge,
            refusals.PhotoIsOfAnotherKind,
            refusals.PhotoHasTooManyPixels,
            refusals.PhotoIsUnreadable,
            refusals.ReadingIsNotYours,
            refusals.ReadingHasEnoughPhotos,
        ],
    ),
)
def add_reading_photo(request: ApiRequest, code: SupplyPointCode, read_on: Day) -> MeterPhoto:
    """A JPEG, PNG or WebP of 15 MB at the most, beside a reading that was given.

    It is drawn anew and made smaller: what else the file holds, where it was taken above all, is not kept.
    """
    supply = get_supply(request, code, read_on)
    require_role(request.auth.person.id, supply.account_id, Role.DELEGATE)
    return show_photo(
        operations.add_photo(
            supply_point_id=supply.supply_point_id,
            read_on=read_on,
            content=read_sent_photo(request),
            actor=request.auth.actor,
            now=request.now,
            account_id=supply.account_id,
        )
    )


@router.get(
    "/supply-points/{code}/readings/{read_on}/photos/{photo_id}",
    auth=READ,
    **told("get_reading_photo", "A photo of the meter", finds=True, media_type="image/jpeg"),
)
def get_reading_photo(
    request: ApiRequest, code: SupplyPointCode, read_on: Day, photo_id: RowId
) -> HttpResponse:
    """As it is kept: a JPEG of 1,600 pixels at the most, with nothing but the picture."""
    supply = get_supply(request, code, read_on)
    content = queries.get_photo(
        photo_id, supply_point_id=supply.supply_point_id, account_id=supply.account_id
    )
    return photo_response(content, name=f"meter-{photo_id}")


@router.delete(
    "/supply-points/{code}/readings/{read_on}/photos/{photo_id}",
    auth=WRITE_READINGS,
    response={204: None},
    **told(
        "remove_reading_photo",
        "Delete a photo of the meter",
        scope=TokenScope.READINGS_WRITE,
        finds=True,
        refusals=[NotAllowed],
    ),
)
def remove_reading_photo(
    request: ApiRequest, code: SupplyPointCode, read_on: Day, photo_id: RowId
) -> None:
    """The reading stays, and so does the record that there was a photo."""
    supply = get_supply(request, code, read_on)
    require_role(request.auth.person.id, supply.account_id, Role.DELEGATE)
    operations.remove_photo(
        supply_point_id=supply.supply_point_id,
        photo_id=photo_id,
        actor=request.auth.actor,
        now=request.now,
        account_id=supply.account_id,
    )
