"""The demonstration's own calendar: days pass when somebody lets them pass."""

from datetime import timedelta

from django.db import transaction

from kwartier.demo.generator import life
from kwartier.demo.generator.days import morning_of
from kwartier.jobs.duties import run_day
from kwartier.platform import brands
from kwartier.platform.types import BrandInfo


class NotADemonstration(Exception):
    """Time can only be passed on a brand with a calendar of its own."""


def pass_days(*, brand_key: str, day_count: int) -> BrandInfo:
    """Let days pass on one brand; on each, everything that is due happens. Returns the brand then.

    Each day is a transaction: a process that is killed leaves whole days behind.

    Raises:
        NotADemonstration: the brand lives on the real calendar.
        ValueError: ``day_count`` is not at least 1.
    """
    if day_count < 1:
        msg = f"time passes forward: {day_count} days cannot pass"
        raise ValueError(msg)
    brand = brands.get_brand(brand_key)
    for _ in range(day_count):
        if brand.demo_today is None:
            raise NotADemonstration(brand_key)
        day = brand.demo_today + timedelta(days=1)
        with transaction.atomic():
            brands.change_demo_today(brand, day)
            brand = brands.get_brand(brand_key)
            life.play_world(brand=brand, day=day)
            run_day(brand=brand, day=day, now=morning_of(day))
    return brand
