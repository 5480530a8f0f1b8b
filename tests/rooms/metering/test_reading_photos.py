"""Photos beside readings: drawn anew, kept for their account alone, deleted for good."""

import random
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from PIL import Image

from advance_factory import make_household
from house_factory import NOW, acting, as_web, make_agent, make_customer
from kwartier.metering.formats import photos
from kwartier.metering.models import Reading, ReadingPhoto
from kwartier.metering.operations import (
    add_photo,
    record_reading,
    remove_old_photos,
    remove_photo,
    withdraw_reading,
)
from kwartier.metering.queries import get_photo, get_photo_months, get_reading, list_readings
from kwartier.metering.refusals import (
    PhotoHasTooManyPixels,
    PhotoIsOfAnotherKind,
    PhotoIsTooLarge,
    PhotoIsUnreadable,
    ReadingHasEnoughPhotos,
    ReadingIsNotYours,
    ReadingRefused,
)
from kwartier.platform import archive
from kwartier.platform.audit import list_entries
from kwartier.platform.errors import NotFound
from kwartier.platform.leaving import delete_leaving
from kwartier.platform.types import SYSTEM, Door
from photo_factory import make_photo, make_photo_of_a_phone
from supply_factory import TODAY, register_of

READ_ON = date(2026, 11, 21)
RED, BLUE = (255, 0, 0), (0, 0, 255)


def draw(content):
    """The photo as it is kept, opened."""
    return Image.open(BytesIO(photos.clean_photo(content, mark="m").content))


def looks_like(found, wanted, *, by=40):
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_jpeg_of_its_picture(kind):
    kept = draw(make_photo(kind))
    assert (kept.format, kept.size) == ("JPEG", (64, 48))
    assert looks_like(kept.getpixel((5, 20)), RED)
    assert looks_like(kept.getpixel((60, 20)), BLUE)


def test_nothing_but_the_picture_is_kept():
    sent = make_photo_of_a_phone()
    assert b"Telephone of Sarah" in sent
    assert b"secret remark" in sent
    photo = photos.clean_photo(sent + b"<script>alert(1)</script>", mark="its own")
    for told in (b"Telephone", b"secret", b"script", b"Exif", b"ICC_PROFILE", b"profile"):
        assert told not in photo.content
    kept = Image.open(BytesIO(photo.content))
    assert not kept.getexif()
    assert kept.info["comment"] == b"its own"
    # Turned as its head said: what was on the left is now above.
    assert (photo.width, photo.height) == kept.size == (48, 64)
    assert looks_like(kept.getpixel((20, 5)), RED)


def test_a_large_one_is_made_small_and_what_is_clear_is_white():
    kept = draw(make_photo(size=(4_000, 3_000)))
    assert kept.size == (1_600, 1_200)
    assert draw(make_photo("PNG", mode="RGBA")).size == (64, 48)
    sheet = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(sheet, "PNG")
    assert looks_like(draw(sheet.getvalue()).getpixel((4, 4)), (255, 255, 255))
    palette = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).quantize(4).save(palette, "PNG")
    assert looks_like(draw(palette.getvalue()).getpixel((4, 4)), (255, 255, 255))
    assert draw(make_photo("JPEG", mode="CMYK")).mode == "RGB"


def test_what_is_no_photo_says_so():
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
    for content in (
        b"",
        b"hello",
        b"%PDF-1.7",
        b"<svg/>",
        heic,
        make_photo("GIF"),
        make_photo("BMP"),
    ):
        with pytest.raises(PhotoIsOfAnotherKind):
            photos.clean_photo(content, mark="m")
    with pytest.raises(PhotoIsTooLarge):
        photos.clean_photo(bytes(15_000_001), mark="m")
    whole = make_photo("PNG", size=(300, 200))
    with pytest.raises(PhotoIsUnreadable):
        photos.clean_photo(whole[: len(whole) // 2], mark="m")


def test_measures_are_bounded_before_anything_is_decoded(monkeypatch):
    """A head that promises many pixels is believed, and refused; the bytes behind it are a few hundred."""
    for kind, most in (("JPEG", 64), ("PNG", 24), ("WEBP", 24)):
        monkeypatch.setitem(photos._MOST_MEGAPIXELS, kind, 1)
        with pytest.raises(PhotoHasTooManyPixels) as refusal:
            photos.clean_photo(make_photo(kind, size=(1_100, 1_000)), mark="m")
        assert refusal.value.params == {"limit_megapixels": 1}
        monkeypatch.setitem(photos._MOST_MEGAPIXELS, kind, most)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000)
    with pytest.raises(PhotoHasTooManyPixels):
        photos.clean_photo(make_photo(size=(64, 48)), mark="m")


def test_a_broken_head_does_not_cost_the_picture():
    sent = make_photo(exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff nonsense")
    assert draw(sent).size == (64, 48)


def test_broken_ones_are_refused_and_never_crash():
    chance = random.Random(5)  # noqa: S311 - tests, not secrets
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = make_photo_of_a_phone() if kind == "JPEG" else make_photo(kind)
        for _ in range(120):
            broken = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
            for _ in range(chance.randrange(6)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            try:
                kept = draw(bytes(broken))
            except (PhotoIsOfAnotherKind, PhotoIsUnreadable, PhotoHasTooManyPixels):
                continue
            assert kept.format == "JPEG"


@pytest.fixture
def household(db):
    return make_household()


def of(household):
    return {"supply_point_id": household.home.id, "account_id": household.account.pk}


def give(household, *, photo=None, index="13900", day=READ_ON):
    return record_reading(
        **of(household),
        read_on=day,
        indexes={register_of(household.home).id: index},
        actor=acting(household.person),
        today=TODAY,
        now=NOW,
        photo=photo,
    )


def add(household, content=None, **changes):
    acts = {"read_on": READ_ON, "actor": acting(household.person), "now": NOW, **of(household)}
    return add_photo(content=make_photo() if content is None else content, **{**acts, **changes})


def list_acts(household):
    entries = list_entries(account_id=household.account.pk)
    return [entry.action for entry in entries if entry.action.startswith("reading_photo")]


def test_a_photo_comes_with_its_reading_and_stands_beside_it(household):
    give(household, photo=make_photo_of_a_phone())
    add(household)
    row = get_reading(household.home.id, READ_ON, account_id=household.account.pk, with_photos=True)
    assert [(photo.width, photo.height) for photo in row.photos] == [(48, 64), (64, 48)]
    content = get_photo(row.photos[0].id, **of(household))
    assert len(content) == row.photos[0].size_bytes
    assert list_acts(household) == ["reading_photo.added"] * 2
    older = list_readings(household.home.id, account_id=household.account.pk, with_photos=True)[-1]
    assert older.photos == ()
    assert list_readings(household.home.id, account_id=household.account.pk)[0].photos == ()


def test_a_broken_one_is_said_beside_its_field_and_nothing_is_stored(household):
    before = Reading.objects.count()
    with pytest.raises(ReadingRefused) as refused:
        give(household, photo=b"hello", index="12x")
    assert {refusal.field for refusal in refused.value.refusals} == {
        "photo",
        str(register_of(household.home).id),
    }
    with pytest.raises(ReadingRefused):
        give(household, photo=b"hello")
    assert (Reading.objects.count(), ReadingPhoto.objects.count()) == (before, 0)


def test_two_of_the_same_picture_are_two_files(household):
    give(household)
    first, second = add(household), add(household)
    remove_photo(**of(household), photo_id=first.id, actor=acting(household.person), now=NOW)
    assert get_photo(second.id, **of(household))


def test_no_more_than_four_and_only_beside_a_reading_that_was_given(household):
    with pytest.raises(NotFound):
        add(household)
    give(household)
    for _ in range(4):
        add(household)
    with pytest.raises(ReadingHasEnoughPhotos):
        add(household)
    other, account = make_customer(household.brand)
    with pytest.raises(ReadingIsNotYours):
        add(household, account_id=account.pk, actor=acting(other))
    with pytest.raises(NotFound):
        add(household, account_id=account.pk, actor=SYSTEM)


def test_deleted_is_gone_and_so_are_those_of_a_reading_taken_back(household):
    give(household)
    one, two = add(household), add(household)
    names = list(ReadingPhoto.objects.order_by("pk").values_list("sha256", flat=True))
    acting_ = {"actor": acting(household.person), "now": NOW}
    remove_photo(**of(household), photo_id=one.id, **acting_)
    delete_leaving()
    assert [archive.find(name) is None for name in names] == [True, False]
    with pytest.raises(NotFound):
        remove_photo(**of(household), photo_id=one.id, **acting_)
    withdraw_reading(**of(household), read_on=READ_ON, **acting_)
    delete_leaving()
    assert archive.find(names[1]) is None
    with pytest.raises(NotFound):
        get_photo(two.id, **of(household))
    assert list_acts(household).count("reading_photo.removed") == 2


def test_a_picture_that_is_gone_or_another_is_not_found(household):
    give(household)
    photo = add(household)
    name = ReadingPhoto.objects.get().sha256
    archive.drop(name)
    with pytest.raises(NotFound):
        get_photo(photo.id, **of(household))


def test_after_two_years_they_go(household):
    assert get_photo_months("BE", TODAY) == get_photo_months("FR", TODAY) == 24
    give(household)
    young = datetime(2024, 11, 21, 0, 0, tzinfo=household.brand.timezone)
    add(household, now=young)
    add(household, now=young - timedelta(seconds=1))
    name = ReadingPhoto.objects.order_by("added_at").values_list("sha256", flat=True)[0]
    removed = remove_old_photos(brand_id=household.brand.id, today=TODAY, now=NOW)
    delete_leaving()
    assert removed == 1
    assert ReadingPhoto.objects.get().added_at == young.astimezone(UTC)
    assert archive.find(name) is None
    assert "reading_photo.expired" in list_acts(household)
    assert remove_old_photos(brand_id=household.brand.id, today=TODAY, now=NOW) == 0


def test_the_database_shows_them_to_their_account_and_to_agents_alone(household):
    """Whoever moves in on the day of the reading sees the index, and no photo."""
    give(household)
    photo = add(household)
    other = make_household(brand=household.brand)
    with as_web(household.brand, other.person):
        assert not ReadingPhoto.objects.exists()
        assert ReadingPhoto.objects.filter(pk=photo.id).delete()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            _copy(photo.id, household, account_id=other.account.pk)
    with as_web(household.brand, household.person):
        assert ReadingPhoto.objects.count() == 1
        assert ReadingPhoto.objects.get().sha256
        with pytest.raises(DatabaseError), transaction.atomic():
            ReadingPhoto.objects.update(width=1)
    with as_web(household.brand, make_agent(household.brand).person, Door.OFFICE):
        assert ReadingPhoto.objects.count() == 1


def _copy(photo_id, household, *, account_id):
    """A row beside a reading of somebody else's account."""
    return ReadingPhoto.objects.create(
        brand_id=household.brand.id,
        supply_point_id=household.home.id,
        reading=Reading(pk=1),
        account_id=account_id,
        added_at=NOW,
        sha256=f"{photo_id:064x}",
        size_bytes=1,
        width=1,
        height=1,
    )
