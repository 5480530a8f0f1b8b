"""Why an alert is not set."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class AlertNotOffered(Refusal):
    """The supply point cannot have an alert of this kind."""

    code = "alerts.not_offered"
    status = 422

    title = _("Not for this supply point")
    sentence = _("An alert of this kind is not possible here.")
    next_step = _(
        "A month peak is watched for electricity in Flanders, an advance where you pay one. Choose"
        " one of the others."
    )


class AlertLimitOutOfBounds(Refusal):
    """A limit below or above what makes sense."""

    code = "alerts.limit_out_of_bounds"
    status = 422

    title = _("A limit out of bounds")
    sentence = _(
        "%(chosen_limit)s is not possible: choose from %(lowest_limit)s to %(highest_limit)s %(unit)s."
    )
    next_step = _("Write a whole number between these two.")
