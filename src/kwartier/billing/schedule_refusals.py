"""Why an instalment schedule cannot begin, be answered or end, each with what to do about it."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class ScheduleMissing(Refusal):
    """The contract has no instalment schedule that runs."""

    code = "schedule.missing"
    status = 404

    title = _("No instalment schedule")
    sentence = _("There is no instalment schedule on this contract.")
    next_step = _("You find what you pay among your invoices.")


class ScheduleNotOffered(Refusal):
    """The brand offers no instalment schedules."""

    code = "schedule.not_offered"
    action = "agent"

    title = _("Not offered")
    sentence = _("Instalment schedules are not offered for this contract.")
    next_step = _("An agent can tell you which ways of paying there are.")


class ScheduleRuns(Refusal):
    """A schedule runs already."""

    code = "schedule.runs"

    title = _("A schedule runs already")
    sentence = _("The instalment schedule %(number)s runs on this contract already.")
    next_step = _("End that schedule first if you want another one.")


class ScheduleOutOfBounds(Refusal):
    """A number of instalments, or a day of the month, that there is not."""

    code = "schedule.out_of_bounds"
    status = 422

    title = _("Choose another number or another day")
    sentence = _("A schedule has 10, 11 or 12 instalments a year, on one of the days 1 to 31.")
    next_step = _("Choose from the list.")


class NoInstalmentLeft(Refusal):
    """No day is left before the billing period ends."""

    code = "schedule.none_left"
    action = "agent"

    title = _("Too late for this billing period")
    sentence = _("No instalment could be asked before the billing period ends on %(ends_on)s.")
    next_step = _("A schedule can begin with the next billing period.")


class NoProposalWaits(Refusal):
    """There is no proposal to answer."""

    code = "schedule.no_proposal"

    title = _("Nothing to answer")
    sentence = _("No proposal waits for an answer.")
    next_step = _("Look at the schedule; perhaps it was answered already.")


class ProposalIsStale(Refusal):
    """The schedule moved on since the proposal was made."""

    code = "schedule.proposal_is_stale"

    title = _("This proposal is over")
    sentence = _("The schedule changed since this proposal was made, so it cannot be accepted.")
    next_step = _("Your instalments stay as they are. If they no longer fit, ask for other ones.")
