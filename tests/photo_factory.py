"""Photos for tests: small pictures of each kind, as a phone writes them."""

from io import BytesIO
from typing import Any

from PIL import Image

from house_factory import NOW, acting
from kwartier.metering.operations import add_photo, record_reading
from kwartier.metering.queries import find_latest_reading
from supply_factory import TODAY

_ORIENTATION, _GPS = 0x0112, 0x8825
_LATITUDE = {1: "N", 2: (51.0, 13.0, 9.0), 3: "E", 4: (4.0, 24.0, 9.0)}


def make_photo(
    kind: str = "JPEG", *, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any
) -> bytes:
    """A picture that is red on its left half and blue on its right."""
    picture = Image.new(mode, size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def make_photo_of_a_phone(*, orientation: int = 6) -> bytes:
    """A JPEG with where it was taken, with what, and turned."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[0x010F] = "Telephone of Sarah"
    exif.get_ifd(_GPS).update(_LATITUDE)
    return make_photo(exif=exif, comment=b"secret remark", icc_profile=b"a profile of colors")


def add_photo_of(household: Any) -> int:
    """The id of a photo beside a reading that a customer of ``customer_factory`` gave on 21 November."""
    account = {"account_id": household.account.pk, "supply_point_id": household.home.id}
    day, actor = TODAY, acting(household.person)
    latest = find_latest_reading(household.home.id)
    assert latest is not None
    if latest.read_on < day:
        indexes = {value.register_id: value.index_value for value in latest.values}
        record_reading(**account, read_on=day, indexes=indexes, actor=actor, today=TODAY, now=NOW)
    return add_photo(**account, read_on=day, content=make_photo(), actor=actor, now=NOW).id
