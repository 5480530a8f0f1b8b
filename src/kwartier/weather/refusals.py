"""What is refused of stations and of files of temperatures: nothing is changed then."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kwartier.platform.errors import Refusal


class TemperaturesHaveFindings(Refusal):
    """Rows of the file are wrong; nothing of it was loaded."""

    code = "weather.file_has_findings"
    status = 422

    title = _("Temperatures that cannot be loaded")
    sentence = ngettext_lazy(
        "%(count)s row of this file is wrong, in line %(line)s: %(reason)s",
        "%(count)s rows of this file are wrong; the first is in line %(line)s: %(reason)s",
        "count",
    )
    next_step = _(
        "Correct the file: a day or an hour, and its temperature in degrees Celsius, row by row."
    )


class TemperatureFileTooLarge(Refusal):
    """The file is larger than a century of hours."""

    code = "weather.file_too_large"
    status = 413

    title = _("File too large")
    sentence = _("A file of temperatures has %(limit_mb)s megabytes at the most.")
    next_step = _("Export a shorter period, and load one file after the other.")


class StationUnknown(Refusal):
    """There is no such station."""

    code = "weather.station_unknown"
    status = 404

    title = _("No such station")
    sentence = _("There is no weather station %(code)s.")
    next_step = _(
        "Say first what it is called, who measures there, and which postal codes it serves."
    )


class StationInvalid(Refusal):
    """What is said of a station cannot be."""

    code = "weather.station_invalid"
    status = 422

    title = _("Not a station")
    sentence = _(
        "A station has a code of small letters, digits and hyphens, a name, a source, and beginnings of"
        " postal codes of five digits at the most."
    )
    next_step = _("Correct what is said of it.")


class AreaServedAlready(Refusal):
    """Another station serves these postal codes."""

    code = "weather.area_served"
    status = 409

    title = _("Another station serves them")
    sentence = _("Postal codes that begin with “%(beginning)s” are served by %(station)s.")
    next_step = _("Take them from that station first, or choose longer beginnings.")
