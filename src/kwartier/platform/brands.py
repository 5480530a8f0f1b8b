"""Brands by host or path, kept in memory for a few seconds: a page must not ask for them."""

import time
from datetime import date
from typing import Any

from kwartier.platform import clock
from kwartier.platform.models import Brand
from kwartier.platform.types import BrandInfo

_KEEP_SECONDS = 5.0
_cache: dict[str, tuple[float, tuple[BrandInfo, ...]]] = {}


def as_info(brand: Brand) -> BrandInfo:
    """Copy a row into the frozen value that doors and rooms hold."""
    return BrandInfo(
        id=brand.pk,
        key=brand.key,
        name=brand.name,
        country=brand.country,
        languages=tuple(brand.languages),
        default_language=brand.default_language,
        timezone_name=brand.timezone_name,
        path_prefix=brand.path_prefix,
        hosts=tuple(brand.hosts),
        contacts=dict(brand.contacts),
        features=dict(brand.features),
        demo_today=brand.demo_today,
        demo_since=brand.demo_since,
    )


def list_brands() -> tuple[BrandInfo, ...]:
    """All brands of the installation, in order of their key."""
    kept = _cache.get("brands")
    if kept is not None and time.monotonic() - kept[0] < _KEEP_SECONDS:
        return kept[1]
    found = tuple(as_info(brand) for brand in Brand.objects.order_by("key"))
    if found:
        _cache["brands"] = (time.monotonic(), found)
    return found


def register_brand(**values: Any) -> BrandInfo:
    """Write a new brand; the values are the fields of :class:`Brand`."""
    if values.get("demo_today"):
        values.setdefault("demo_since", clock.real_now())
    brand = Brand.objects.create(**values)
    forget_brands()
    return as_info(brand)


def forget_brands() -> None:
    """Drop the copy in memory: after a brand was changed in this process, and between tests."""
    _cache.clear()


def get_brand(key: str) -> BrandInfo:
    """The brand with this key, read fresh.

    Raises:
        Brand.DoesNotExist: no brand has this key.
    """
    return as_info(Brand.objects.get(key=key))


def get_brand_by_id(brand_id: int) -> BrandInfo:
    """The brand with this id, from memory where it is there.

    Raises:
        Brand.DoesNotExist: no brand has this id.
    """
    for brand in list_brands():
        if brand.id == brand_id:
            return brand
    return as_info(Brand.objects.get(pk=brand_id))


def find_brand_by_host(host: str) -> BrandInfo | None:
    """The brand that answers on this host name (without port), if one does."""
    return next((brand for brand in list_brands() if host in brand.hosts), None)


def find_brand_by_prefix(prefix: str) -> BrandInfo | None:
    """The brand that lives under this first path segment, if one does."""
    return next((brand for brand in list_brands() if brand.path_prefix == prefix), None)


def change_demo_today(brand: BrandInfo, day: date) -> None:
    """Turn the demonstration's calendar to ``day``, whose clock starts now."""
    Brand.objects.filter(pk=brand.id).update(demo_today=day, demo_since=clock.real_now())
    forget_brands()
