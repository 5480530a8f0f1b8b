"""What the arrears room refuses, in sentences that say what to do now."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class NothingToWaive(Refusal):
    """The reminder cost nothing."""

    code = "arrears.nothing_to_waive"

    title = _("There is no cost to take off")
    sentence = _("Reminder %(number)s was free of charge for you.")
    next_step = _("You have nothing to do.")


class WaiverWhileUnpaid(Refusal):
    """What the reminder was about is not paid yet."""

    code = "arrears.waiver_while_unpaid"

    title = _("Please pay the invoice first")
    sentence = _("%(owed)s of what reminder %(number)s is about is not paid yet.")
    next_step = _(
        "Pay it, and ask again: then we can take the cost of the reminder off. If you cannot pay "
        "it now, tell us, and we look for a solution together."
    )
    action = "pay"


class WaiverAsked(Refusal):
    """The customer asked before."""

    code = "arrears.waiver_asked"

    title = _("You have asked this already")
    sentence = _("You asked us on %(asked_on)s to take the cost of reminder %(number)s off.")
    next_step = _("You find our answer beside the reminder.")


class WaiverDecided(Refusal):
    """An agent decided before."""

    code = "arrears.waiver_decided"

    title = _("This is decided already")
    sentence = _("The wish about reminder %(number)s was answered on %(decided_on)s.")
    next_step = _("Look at the customer's reminders for the answer.")


class AnswerMissing(Refusal):
    """A decision without a word to the customer."""

    code = "arrears.answer_missing"
    status = 422

    title = _("Say why")
    sentence = _("The customer reads why it was decided so.")
    next_step = _("Write one sentence.")


class LetterOutdated(Refusal):
    """A letter that waits for the post says what is not owed any more."""

    code = "arrears.letter_outdated"

    title = _("Please do not post this letter")
    sentence = _(
        "What letter %(number)s asks for is paid, disputed or in a plan meanwhile, or its case was put "
        "on hold or closed."
    )
    next_step = _("Throw it away: it is withdrawn by tomorrow, and nobody pays for it.")


class LetterPrinted(Refusal):
    """A letter that is with the print house is posted by hand."""

    code = "arrears.letter_printed"

    title = _("This letter is with the print house")
    sentence = _("Letter %(number)s is in a print batch, and is posted with it.")
    next_step = _("Throw your copy away, so that the customer gets one letter.")


class CaseIsClosed(Refusal):
    """The case is over."""

    code = "arrears.case_closed"

    title = _("This case is closed")
    sentence = _("It was closed on %(closed_on)s.")
    next_step = _("Look at the customer's account for what is open now.")


class CaseNotWithAgent(Refusal):
    """The case still follows its procedure."""

    code = "arrears.case_not_with_agent"

    title = _("This case is not with an agent")
    sentence = _("Its next letter goes out by itself.")
    next_step = _("Put it on hold if nothing is to be sent.")


class StepBarred(Refusal):
    """The winter truce bars what an agent wants to note."""

    code = "arrears.step_barred"

    title = _("The winter truce bars this")
    sentence = _("Until 31 March the power of a protected customer is not reduced.")
    next_step = _("Put the case on hold, and have the full power restored.")


class HoldOutOfBounds(Refusal):
    """A hold that ends in the past, or too far away."""

    code = "arrears.hold_out_of_bounds"
    status = 422

    title = _("The day lies too far away, or is over")
    sentence = _("A case is put on hold until a day between tomorrow and %(latest_on)s.")
    next_step = _("Choose such a day; it can be moved on then.")


class NothingToDispute(Refusal):
    """The document is paid, or not there."""

    code = "arrears.nothing_to_dispute"

    title = _("Nothing of this is to pay")
    sentence = _("Of %(document)s nothing is open, so no reminder of it is sent.")
    next_step = _("If you think that it is wrong all the same, send us a message.")


class DisputeOutOfBounds(Refusal):
    """More is disputed than is open, or nothing."""

    code = "arrears.dispute_out_of_bounds"
    status = 422

    title = _("This amount cannot be disputed")
    sentence = _("Of %(document)s %(owed)s is open; a part of it can be disputed.")
    next_step = _("Give an amount up to that.")


class DisputeOpenAlready(Refusal):
    """It is looked into already."""

    code = "arrears.dispute_open"

    title = _("We are looking into this already")
    sentence = _("You told us on %(opened_on)s that you do not agree with %(document)s.")
    next_step = _("We send no reminder of that part until we have answered.")


class DisputeEnded(Refusal):
    """It was answered before."""

    code = "arrears.dispute_ended"

    title = _("This is answered already")
    sentence = _("The dispute about %(document)s was answered on %(ended_on)s.")
    next_step = _("Open a new one if there is something new.")


class NothingToPlan(Refusal):
    """Nothing is overdue."""

    code = "arrears.nothing_to_plan"

    title = _("There is nothing to spread")
    sentence = _("Nothing on your account is past its due date.")
    next_step = _("You have nothing to do.")


class PlanRuns(Refusal):
    """One plan runs already."""

    code = "arrears.plan_runs"

    title = _("You have a payment plan already")
    sentence = _("Plan %(number)s is running.")
    next_step = _("If you cannot keep it, tell us before its next date.")
    action = "open_request"


class PlanOutOfBounds(Refusal):
    """A number of months, an amount or a first day that nobody may choose alone."""

    code = "arrears.plan_out_of_bounds"
    status = 422

    title = _("We look at this plan with you")
    sentence = _(
        "You can choose up to %(months_most)s months, with at least %(part)s a month and the first payment "
        "between %(earliest_on)s and %(latest_on)s."
    )
    next_step = _("Choose other months or another day within that, or tell us what you can pay.")
    action = "open_request"


class PlanIsStale(Refusal):
    """The account changed since the plan was shown."""

    code = "arrears.plan_stale"

    title = _("Your account has changed meanwhile")
    sentence = _("What is to pay is not what it was when we showed you this plan.")
    next_step = _("Look at the plan again, and confirm it then.")
