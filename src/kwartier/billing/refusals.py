"""Why an advance cannot be changed, each with what lifts it: obstacles, bad amounts, stale pages.

The first five are *obstacles*: several may hold at once, they close the online way only, and an
agent can always be asked.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kwartier.billing.gap_types import BillGap, name_gap
from kwartier.platform.errors import Refusal


class AdvanceAlreadyChanged(Refusal):
    """The customer changed the advance online in this billing period (or calendar month)."""

    code = "advance.already_changed"
    action = "agent"

    title = _("Already changed in this period")
    sentence = _(
        "You changed your advance on %(changed_on)s. Online, this is possible once per billing "
        "period."
    )
    next_step = _("An agent can change your advance earlier.")


class AdvanceAlreadyChangedThisMonth(Refusal):
    """The same rule for who is billed monthly: once in a calendar month."""

    code = "advance.already_changed_this_month"
    action = "agent"

    title = _("Already changed this month")
    sentence = _(
        "You changed your advance on %(changed_on)s. Because you are billed every month, this is "
        "possible online once per calendar month."
    )
    next_step = _("An agent can change your advance earlier.")


class NextInvoiceIsSettlement(Refusal):
    """No advance invoice is left before the settlement."""

    code = "advance.next_is_settlement"
    action = "agent"

    title = _("Your next invoice is the settlement")
    sentence = _(
        "No advance is left to invoice in this billing period, so a change would have no effect. "
        "After the settlement a new billing period starts, with new advances."
    )
    next_step = _("If the settlement worries you, an agent can look at it with you.")


class AdvancesEnd(Refusal):
    """No advance is left before the contract is billed each month on what was used."""

    code = "advance.advances_end"
    action = "agent"

    title = _("Your advances end")
    sentence = _(
        "From %(from_day)s you pay each month what you used. No advance is left to invoice before "
        "then, so a change would have no effect."
    )
    next_step = _("Your settlement up to that day follows. An agent can answer questions about it.")


class NextInvoiceIsFinalSettlement(Refusal):
    """No advance invoice is left, and the contract ends with this billing period."""

    code = "advance.next_is_final_settlement"
    action = "agent"

    title = _("Your next invoice is the final settlement")
    sentence = _(
        "No advance is left to invoice before your contract ends, so a change would have no effect."
    )
    next_step = _("If the settlement worries you, an agent can look at it with you.")


class ContractEndsSoon(Refusal):
    """The contract ends within the days that the brand has set."""

    code = "advance.contract_ends_soon"
    action = "agent"

    title = _("Your contract ends soon")
    sentence = ngettext_lazy(
        "Your contract ends on %(ends_on)s. In the last %(days_count)s day of a contract the "
        "advance cannot be changed online.",
        "Your contract ends on %(ends_on)s. In the last %(days_count)s days of a contract the "
        "advance cannot be changed online.",
        "days_count",
    )
    next_step = _(
        "Your final settlement follows after the end. An agent can change your advance before then."
    )


class ContractHasEnded(Refusal):
    """The contract is over: its final settlement is all that is still to come."""

    code = "advance.contract_has_ended"
    action = "agent"

    title = _("Your contract has ended")
    sentence = _("Your contract ended on %(ends_on)s. No advance is invoiced any more.")
    next_step = _("Your final settlement follows. An agent can answer questions about it.")


class SomethingIsUnpaid(Refusal):
    """The customer account has an amount past its due date."""

    code = "advance.something_unpaid"
    action = "pay"

    title = _("Something is not paid yet")
    sentence = _(
        "%(amount)s is past its due date, since %(due_on)s. You can change your advance as soon as "
        "the payment has reached us."
    )
    next_step = _("Pay it now, or in parts if it is too much at once.")


class ConsumptionTooShort(Refusal):
    """Fewer days of consumption are known than a simulation needs; time will tell."""

    code = "advance.consumption_too_short"
    action = "agent"

    title = _("We know too little of your consumption")
    sentence = ngettext_lazy(
        "We know %(known_days)s day of your consumption, and a good simulation needs "
        "%(needed_days)s.",
        "We know %(known_days)s days of your consumption, and a good simulation needs "
        "%(needed_days)s.",
        "known_days",
    )
    next_step = _(
        "Enter a reading from that day on. Until then we advise you to keep your advance as it is, "
        "to avoid a surprise at the settlement."
    )


class ReadingNeeded(Refusal):
    """Enough time has passed, but no reading says what was consumed."""

    code = "advance.reading_needed"
    action = "reading"

    title = _("We need a reading of your meter")
    sentence = ngettext_lazy(
        "We know %(known_days)s day of your consumption, and a good simulation needs "
        "%(needed_days)s. A reading of today closes the gap.",
        "We know %(known_days)s days of your consumption, and a good simulation needs "
        "%(needed_days)s. A reading of today closes the gap.",
        "known_days",
    )
    next_step = _("Enter a reading today; until then we advise you to keep your advance as it is.")


class AdvanceNotANumber(Refusal):
    """What was typed is not an amount in euro."""

    code = "advance.not_a_number"
    status = 422

    title = _("Not an amount")
    sentence = _("“%(typed)s” is not an amount that we understand.")
    next_step = _("Enter an amount in euro above zero, such as 118 or 118,50.")


class AmountReadTwoWays(AdvanceNotANumber):
    """What was typed is an amount in another language's writing: one sign could mean two things."""

    code = "advance.amount_read_two_ways"

    title = _("This amount can be read in two ways")
    sentence = _("“%(typed)s” can be read in two ways.")
    next_step = _("Write it without a sign between the thousands: %(plain)s.")


class AdvanceBelowBound(Refusal):
    """Below what can be chosen online."""

    code = "advance.below_bound"
    status = 422
    action = "agent"

    title = _("Too low to change online")
    sentence = _("%(asked)s is below %(bound)s, the lowest advance that you can choose online.")
    next_step = _("Choose at least %(bound)s, or ask an agent for a lower advance.")


class AdvanceAboveBound(Refusal):
    """Above what can be chosen online."""

    code = "advance.above_bound"
    status = 422
    action = "agent"

    title = _("Too high to change online")
    sentence = _("%(asked)s is above %(bound)s, the highest advance that you can choose online.")
    next_step = _("Choose at most %(bound)s, or ask an agent for a higher advance.")


class AdvanceUnchanged(Refusal):
    """The amount asked for is the amount there is."""

    code = "advance.unchanged"
    status = 422

    title = _("Nothing to change")
    sentence = _("Your advance is already %(asked)s.")
    next_step = _("Choose another amount, or leave it as it is.")


class PageIsStale(Refusal):
    """The advance, a reading or a price changed since the page was shown."""

    code = "advance.page_is_stale"

    title = _("Something changed in the meantime")
    sentence = _(
        "Since you opened this page, your advance, a reading or a price has changed. Nothing was "
        "changed by what you just sent."
    )
    next_step = _("Look at the new simulation and confirm again.")


class JustificationMissing(Refusal):
    """An agent goes beyond what is possible online and says not why."""

    code = "advance.justification_missing"
    status = 422

    title = _("A justification is needed")
    sentence = _("A change by customer service needs a justification for the record.")
    next_step = _("Write in one sentence why the advance is changed.")


class AdvanceBeyondReason(Refusal):
    """Above what even an agent may set."""

    code = "advance.beyond_reason"
    status = 422

    title = _("Too high")
    sentence = _("%(asked)s is above %(bound)s, the highest advance that can be set at all.")
    next_step = _("Check the amount for a typing error.")


class AdvanceMissing(Refusal):
    """The contract has no advances: it is billed by what was consumed, or is not billed yet."""

    code = "advance.missing"
    status = 404

    title = _("No advance")
    sentence = _("There are no advances on this contract.")
    next_step = _("You find what you pay among your invoices.")


class BillIncomplete(Refusal):
    """Something is missing for a bill; ``gaps`` holds all of it, for the list to work off."""

    code = "billing.bill_incomplete"

    title = _("The bill cannot be made yet")
    sentence = _(
        "For the bill of %(contract)s from %(from_day)s something is missing: %(missing)s."
    )
    next_step = _("Complete what is missing; nothing was issued.")

    def __init__(self, *, contract: str, from_day: date, gaps: Sequence[BillGap]) -> None:
        missing = "; ".join(
            " ".join(
                part for part in (str(gap.kind.label), name_gap(gap), gap.day.isoformat()) if part
            )
            for gap in gaps
        )
        super().__init__(params={"contract": contract, "from_day": from_day, "missing": missing})
        self.gaps = tuple(gaps)


class PeriodNotOver(Refusal):
    """A bill was asked for a period whose last day has not passed."""

    code = "billing.period_not_over"

    title = _("The period is not over")
    sentence = _("The billing period runs until %(until)s and cannot be settled before.")
    next_step = _("Ask for the settlement once the period is over.")


class AlreadyBilled(Refusal):
    """A bill stands for a day of the period."""

    code = "billing.already_billed"

    title = _("Already billed")
    sentence = _("The period from %(from_day)s was billed already, by %(number)s.")
    next_step = _("Correct that bill if it is wrong.")


class BillSuperseded(Refusal):
    """The bill stands for nothing any more: it was taken back, or is itself a credit note."""

    code = "billing.bill_superseded"

    title = _("Taken back before")
    sentence = _("The bill %(number)s was taken back before, or takes one back itself.")
    next_step = _("Correct the bill that stands for the period today.")


class NothingToCorrect(Refusal):
    """Made again today, the bill comes out the same."""

    code = "billing.nothing_to_correct"

    title = _("Nothing to correct")
    sentence = _("Made again today, the bill %(number)s comes out the same.")
    next_step = _("Correct the reading, the price or the advance first.")


class RunOpen(Refusal):
    """The brand has a billing run that is neither released nor undone."""

    code = "billing.run_open"

    title = _("A billing run is open")
    sentence = _("The billing run %(number)s is neither released nor undone.")
    next_step = _("Release or undo that run, then plan the next one.")


class RunNotReady(Refusal):
    """What was asked of a billing run is not its next step."""

    code = "billing.run_not_ready"

    title = _("Not the next step")
    sentence = _("The billing run %(number)s cannot take this step: its state is “%(state)s”.")
    next_step = _("Look at the run: it says what its next step is.")


class RunNeedsAnother(Refusal):
    """Who planned a billing run approves it too."""

    code = "billing.run_needs_another"
    status = 403

    title = _("Another person approves")
    sentence = _("You planned the billing run %(number)s, so another person has to approve it.")
    next_step = _("Ask a colleague to look at the report and to approve the run.")


class RunIsEmpty(Refusal):
    """Nothing of a billing run can be billed."""

    code = "billing.run_is_empty"

    title = _("Nothing to bill")
    sentence = _("The billing run %(number)s has no period that can be billed.")
    next_step = _("Complete what is missing, undo this run and plan another one.")


class ReasonForLeavingOutMissing(Refusal):
    """A period is left out of a billing run, and nothing says why."""

    code = "billing.reason_for_leaving_out_missing"

    title = _("Why is it left out?")
    sentence = _(
        "A period that is left out of a run needs a reason of at most %(most)s characters."
    )
    next_step = _("Write in a few words why this bill is not made now; colleagues read it.")


class InReleasingRun(Refusal):
    """The period's bill has its number in a run that is being released."""

    code = "billing.in_releasing_run"

    title = _("Being billed by a run")
    sentence = _("The billing run %(number)s is issuing the bill of this period now.")
    next_step = _("Wait until the run is released; correct the bill then if it is wrong.")


class StatementPeriodTurned(Refusal):
    """The days of an account statement end before they begin."""

    code = "billing.statement_period_turned"
    status = 422

    title = _("These days are the wrong way round")
    sentence = _("An account statement ends on the day on which it begins, or later.")
    next_step = _("Choose a last day that is not before the first.")


class StatementPeriodToCome(Refusal):
    """The days of an account statement are still to come."""

    code = "billing.statement_period_to_come"
    status = 422

    title = _("These days are still to come")
    sentence = _(
        "An account statement says what was invoiced and paid: it begins today or earlier."
    )
    next_step = _("Choose a first day that is not after today.")


class SupplyPointNotYours(Refusal):
    """A supply point that the account has never had."""

    code = "billing.supply_point_not_yours"
    status = 404

    title = _("No such supply point")
    sentence = _("This account has no supply point %(code)s.")
    next_step = _("Choose one from the list, or take them all.")


class PriceNeedsQuarterHours(Refusal):
    """Days under a price that follows an index by the quarter-hour, with volumes of whole days."""

    code = "billing.price_needs_quarter_hours"

    title = _("Your price changes every quarter-hour")
    sentence = _(
        "What these days cost follows from what you used in each quarter-hour, and your readings do not tell that."
    )
    next_step = _("Look at the kWh here, and at the euro on your bill.")
