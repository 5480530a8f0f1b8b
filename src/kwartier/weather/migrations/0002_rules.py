"""Temperatures are a brand's own and no secret of its customers; agents and programs of it write them."""

from django.db import migrations

from kwartier.platform.isolation import (
    BY_AGENTS,
    BY_NOBODY,
    append_only,
    by_services,
    protect,
    restrict_writes,
)

SCOPE = "temperatures:write"
WRITERS = f"{BY_AGENTS} OR {by_services(SCOPE)}"
# A file says who loaded it: of that the web sees what its agents and its programs may.
OF_WRITERS = f"brand_id = (SELECT kwartier_brand()) AND ({WRITERS})"


class Migration(migrations.Migration):
    dependencies = [
        ("weather", "0001_tables"),
        ("parties", "0003_rules"),
        ("platform", "0002_rules"),
    ]

    operations = [
        protect("weather_station"),
        restrict_writes("weather_station", insert=WRITERS, update=WRITERS, delete=BY_NOBODY),
        protect("weather_load", using=OF_WRITERS),
        restrict_writes("weather_load", insert=WRITERS, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("weather_load"),
        protect("weather_day"),
        restrict_writes("weather_day", insert=WRITERS, update=BY_NOBODY, delete=BY_NOBODY),
        append_only("weather_day"),
    ]
