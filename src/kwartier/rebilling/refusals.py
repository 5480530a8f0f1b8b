"""Why the last months cannot be billed again, or a file is no price card."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class NotReadTwice(Refusal):
    """The grid operator has not read the meter twice under this customer's contracts."""

    code = "rebilling.not_read_twice"

    title = _("Too little is known")
    sentence = _(
        "What you would have paid cannot be said yet: that takes two readings by the grid operator "
        "since you are supplied here."
    )
    next_step = _("Come back after the next yearly or monthly reading.")


class MonthsNotOffered(Refusal):
    """A length of time that is not offered."""

    code = "rebilling.months_not_offered"
    status = 422

    title = _("Another length of time")
    sentence = _("The last %(offered)s months can be billed again, not %(months)s.")
    next_step = _("Choose one of these.")


class PriceCaseInvalid(Refusal):
    """A file that is no price card in the open form of a case."""

    code = "rebilling.price_case_invalid"
    status = 422

    title = _("Not a price card")
    sentence = _("The file cannot be used: line %(line)s, %(place)s: %(problem)s.")
    next_step = _("Correct the file and choose it again. Nothing of it was kept.")


class PriceCaseTooLarge(Refusal):
    """A file that is larger than any price card."""

    code = "rebilling.price_case_too_large"
    status = 413

    title = _("File too large")
    sentence = _("The file is larger than %(limit_mb)s MB, which no price card is.")
    next_step = _("Choose the file with the prices.")
