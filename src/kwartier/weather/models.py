"""Tables of temperatures: stations, the files that were loaded, and what each says of a day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kwartier.weather.types import LoadDoor

COLDEST_CENTICELSIUS, WARMEST_CENTICELSIUS = -4_000, 4_000


class WeatherStation(models.Model):
    """Where somebody measures; ``serves`` holds beginnings of postal codes, an empty one is the rest."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=200)
    serves = ArrayField(models.CharField(max_length=5, blank=True))

    class Meta:
        db_table = "weather_station"
        constraints = [
            models.UniqueConstraint(fields=["brand", "code"], name="weather_station_code"),
        ]

    def __str__(self) -> str:
        return self.code


class TemperatureLoad(models.Model):
    """A file that was loaded, as far as it said anything new; ``sha256`` names its bytes."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    station = models.ForeignKey(WeatherStation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    door = models.CharField(max_length=8, choices=LoadDoor.choices)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)
    from_day = models.DateField()
    until_day = models.DateField()
    new_days = models.PositiveIntegerField()
    corrected_days = models.PositiveIntegerField()
    same_days = models.PositiveIntegerField()

    class Meta:
        db_table = "weather_load"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__gt=F("from_day")), name="weather_load_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["brand", "-loaded_at"], name="weather_load_latest")]

    def __str__(self) -> str:
        return f"{self.name} {self.loaded_at}"


class TemperatureDay(models.Model):
    """What a load says of a day; the latest load counts."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    station = models.ForeignKey(
        WeatherStation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    load = models.ForeignKey(
        TemperatureLoad, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    mean_centicelsius = models.SmallIntegerField()

    class Meta:
        db_table = "weather_day"
        constraints = [
            models.UniqueConstraint(fields=["station", "day", "load"], name="weather_day_of_load"),
            models.CheckConstraint(
                condition=Q(mean_centicelsius__range=(COLDEST_CENTICELSIUS, WARMEST_CENTICELSIUS)),
                name="weather_day_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.mean_centicelsius}"
