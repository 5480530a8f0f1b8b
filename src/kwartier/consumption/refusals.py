"""Why a question about consumption has no answer."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class PeriodUnknown(Refusal):
    """A period that is none: written another way, or out of bounds."""

    code = "consumption.period_unknown"
    status = 422

    title = _("No such period")
    sentence = _("Consumption is shown by day, week, month, year or billing period, from a day on.")
    next_step = _(
        "Choose one of these, and write the day as a year (2026), a month (2026-10) or a day (2026-10-31)."
    )


class DaysUnknown(Refusal):
    """Days that are none, out of order, or too many at once."""

    code = "consumption.days_unknown"
    status = 422

    title = _("No such days")
    sentence = _(
        "The first day comes before the last, both are written as 2026-10-31, and two years are shown at "
        "once at the most."
    )
    next_step = _("Choose one of the periods below.")


class PricesNotKnown(Refusal):
    """Days for which a tariff of the market is not known."""

    code = "consumption.prices_not_known"

    title = _("Not every price is known")
    sentence = _("What these days cost cannot be said: a tariff of those days is not known to us.")
    next_step = _("Look at the kWh here, and at the euro on your bill.")
