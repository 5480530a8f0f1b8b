"""What the metering room refuses, each with its sentence and what to do next.

Refusals about one register carry its id as ``field``; those about the day carry ``read_on``.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class ReadingRefused(Refusal):
    """Nothing was stored; ``refusals`` says for each field what is the matter with it."""

    code = "reading.refused"
    status = 422
    title = _("Reading not stored")
    sentence = _("The reading was not stored. Please look at what is said beside each field.")
    next_step = _("Correct the fields that are marked and send the reading again.")

    def __init__(self, refusals: Sequence[Refusal], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.refusals: tuple[Refusal, ...] = tuple(refusals)

    def __str__(self) -> str:
        return "; ".join([self.code, *(f"{each.field}: {each}" for each in self.refusals)])


class ReadingIsMissing(Refusal):
    """A register of a meter was left empty; all of them are read together."""

    code = "reading.missing"
    status = 422
    title = _("A register is missing")
    sentence = _("The index of this register is still empty.")
    next_step = _("Fill in the digits that this register shows.")


class ReadingIsNotANumber(Refusal):
    """Something other than digits was typed."""

    code = "reading.not_a_number"
    status = 422
    title = _("Not a number")
    sentence = _("A reading is a number, and “%(typed)s” also holds something else.")
    next_step = _("Type only the digits that the register shows before the comma.")


class ReadingIsNegative(Refusal):
    """A minus sign was typed."""

    code = "reading.negative"
    status = 422
    title = _("Below zero")
    sentence = _("A register never shows a number below zero.")
    next_step = _("Type the digits that the register shows, without a sign.")


class ReadingHasDecimals(Refusal):
    """A comma or a point was typed."""

    code = "reading.decimals"
    status = 422
    title = _("Digits after the comma")
    sentence = _("We need only the digits before the comma.")
    next_step = _("Leave out the comma and what comes after it; they are often red on the meter.")


class ReadingHasTooManyDigits(Refusal):
    """More digits were typed than the register has dials."""

    code = "reading.too_many_digits"
    status = 422
    title = _("Too many digits")
    sentence = _("This register shows %(dials)s digits before the comma, and you typed %(count)s.")
    next_step = _("Type only the digits before the comma.")


class ReadingGoesBackwards(Refusal):
    """The index is below the previous one, and no roll-over explains it."""

    code = "reading.goes_backwards"
    status = 422
    title = _("Below the previous reading")
    sentence = _("This is below the reading of %(previous_on)s, which was %(previous_index)s.")
    next_step = _(
        "Check the digits and whether this is the right register. If the earlier reading is the "
        "wrong one, ask an agent to look at it."
    )


class ReadingBeyondNext(Refusal):
    """The index is above a reading of a later day."""

    code = "reading.beyond_next"
    status = 422
    title = _("Above a later reading")
    sentence = _("This is above the later reading of %(next_on)s, which was %(next_index)s.")
    next_step = _(
        "Check the digits and the day. If the later reading is the wrong one, ask an agent to "
        "look at it."
    )


class ReadingInTheFuture(Refusal):
    """The day has not come yet."""

    code = "reading.in_the_future"
    status = 422
    title = _("A day to come")
    sentence = _("%(read_on)s has not come yet.")
    next_step = _("Choose today or an earlier day.")


class ReadingOnClosedPeriod(Refusal):
    """The day belongs to a period that a settlement has closed."""

    code = "reading.on_closed_period"
    status = 409
    title = _("The period is closed")
    sentence = _(
        "The period until %(closed_on)s has been settled, and its readings no longer change."
    )
    next_step = _(
        "Give a reading of a later day. If a reading of the settlement is wrong, ask an agent to "
        "look at it."
    )


class ReadingAlreadyThere(Refusal):
    """The register has a reading of that day already."""

    code = "reading.already_there"
    status = 409
    title = _("Already there")
    sentence = _("There is already a reading of %(read_on)s: %(index_value)s.")
    next_step = _("Withdraw that reading first if it is wrong, or choose another day.")


class ReadingOutsideContract(Refusal):
    """The person had no contract at this supply point on that day."""

    code = "reading.outside_contract"
    status = 422
    title = _("Outside your contract")
    sentence = _("You had no contract at this address on %(read_on)s.")
    next_step = _("Choose a day of your contract.")


class NoMeterThen(Refusal):
    """No meter hung there on that day."""

    code = "reading.no_meter"
    status = 422
    title = _("No meter on that day")
    sentence = _("We know of no meter at this address on %(read_on)s.")
    next_step = _("Choose a day on which the meter hung there, or ask an agent to look at it.")


class RegisterIsNotThere(Refusal):
    """The register does not belong to a meter that hung there on that day."""

    code = "reading.unknown_register"
    status = 422
    title = _("Another meter's register")
    sentence = _("This register does not belong to a meter that hung at this address that day.")
    next_step = _("Reload the page to see the registers of that day.")


class ReadingIsNotQuestioned(Refusal):
    """There is nothing to confirm or to decide about this reading any more."""

    code = "reading.not_questioned"
    status = 409
    title = _("Nothing to decide")
    sentence = _("The reading of %(read_on)s is not waiting for an answer any more.")
    next_step = _("Reload the page to see where the reading stands.")


class ReadingIsNotYours(Refusal):
    """The reading was given for another customer account."""

    code = "reading.not_yours"
    status = 403
    title = _("Given by somebody else")
    sentence = _("The reading of %(read_on)s was not given for your customer account.")
    next_step = _("Ask an agent to look at it.")


class ReadingIsTheOperators(Refusal):
    """The reading was delivered by the grid operator."""

    code = "reading.from_operator"
    status = 409
    title = _("From the grid operator")
    sentence = _("The reading of %(read_on)s came from the grid operator, who answers for it.")
    next_step = _("If you think that it is wrong, ask an agent: we take it up with the operator.")


class ReadingIsNotTheLatest(Refusal):
    """A reading of a later day rests on this one."""

    code = "reading.not_latest"
    status = 409
    title = _("Not the most recent")
    sentence = _("Only the most recent reading can be withdrawn, and there is one of %(later_on)s.")
    next_step = _("Withdraw the later reading first if it is yours, or ask an agent.")


class ReasonIsMissing(Refusal):
    """An agent rejects a reading without saying why."""

    code = "reading.reason_missing"
    status = 422
    title = _("A reason is needed")
    sentence = _("The customer will see why the reading was not accepted, so a reason is needed.")
    next_step = _("Write in one sentence why the reading is not accepted.")


class EanHasWrongLength(Refusal):
    """The supply-point number does not have 18 digits."""

    code = "supply_point.ean_length"
    status = 422
    title = _("Not 18 digits")
    sentence = _("An EAN has 18 digits and nothing else; this one has %(count)s.")
    next_step = _("Copy the EAN from an invoice: it starts with 54.")


class EanHasWrongCheckDigit(Refusal):
    """The last digit of the EAN does not agree with the others."""

    code = "supply_point.ean_check_digit"
    status = 422
    title = _("A digit is wrong")
    sentence = _("The digits of this EAN do not agree with its last one: one of them is mistyped.")
    next_step = _("Compare the EAN with an invoice, digit by digit.")


class PdlHasWrongLength(Refusal):
    """The supply-point number does not have 14 digits."""

    code = "supply_point.pdl_length"
    status = 422
    title = _("Not 14 digits")
    sentence = _("A PDL has 14 digits and nothing else; this one has %(count)s.")
    next_step = _("Copy the PDL from an invoice or from the meter's own display.")


class SupplyPointAlreadyThere(Refusal):
    """The brand knows a supply point with this number already."""

    code = "supply_point.already_there"
    status = 409
    title = _("Already known")
    sentence = _("The supply point %(supply_point)s is already known.")
    next_step = _("Look it up instead of adding it again.")


class PhotoIsTooLarge(Refusal):
    """A photo of the meter with more bytes than are taken."""

    code = "reading_photo.too_large"
    status = 413
    title = _("Photo too large")
    sentence = _("We take a photo of %(limit_mb)s MB at the most.")
    next_step = _("Send a smaller one, or store the reading without a photo.")


class PhotoIsOfAnotherKind(Refusal):
    """The file is no picture of a kind that is taken, whatever its name says."""

    code = "reading_photo.another_kind"
    status = 415
    title = _("Not a photo that we can open")
    sentence = _("This file is not a photo of a kind that we can open: JPEG, PNG or WebP.")
    next_step = _(
        "Photos of an iPhone (HEIC) become JPEG under Settings, Camera, Formats, Most Compatible. A"
        " screenshot of the photo will do, too. The reading can also be stored without one."
    )


class PhotoHasTooManyPixels(Refusal):
    """Its measures are beyond what is decoded."""

    code = "reading_photo.too_many_pixels"
    status = 422
    title = _("Photo with too many pixels")
    sentence = _("This photo has more than %(limit_megapixels)s million pixels.")
    next_step = _("Send a smaller one, or store the reading without a photo.")


class PhotoIsUnreadable(Refusal):
    """The file begins as a photo does, and is cut off or broken."""

    code = "reading_photo.unreadable"
    status = 422
    title = _("Photo cannot be opened")
    sentence = _("This photo is broken or incomplete: we cannot open it.")
    next_step = _("Take it again, or store the reading without a photo.")


class ReadingHasEnoughPhotos(Refusal):
    """So many photos of one reading as are kept are there already."""

    code = "reading_photo.enough"
    status = 409
    title = _("Enough photos")
    sentence = _("This reading has %(count)s photos already, as many as we keep.")
    next_step = _("Delete one of them first.")


class ExchangeRefused(ReadingRefused):
    """The exchange of a meter was not recorded; ``refusals`` says for each field why."""

    code = "meter_exchange.refused"
    title = _("Exchange not recorded")
    sentence = _("The exchange was not recorded. Please look at what is said beside each field.")
    next_step = _("Correct the fields that are marked and send the exchange again.")


class ExchangeInTheFuture(Refusal):
    """The day of the exchange has not come yet."""

    code = "meter_exchange.in_the_future"
    status = 422
    title = _("A day to come")
    sentence = _("%(exchanged_on)s has not come yet.")
    next_step = _("Record the exchange when the meter has been exchanged.")


class ExchangeInClosedPeriod(Refusal):
    """The day lies before the end of a period that a settlement has closed."""

    code = "meter_exchange.closed_period"
    status = 409
    title = _("The period is closed")
    sentence = _("The period until %(closed_on)s has been settled by the old meter's readings.")
    next_step = _(
        "Choose a day after it, with what the meters showed then. If the bill counted wrong, ask the "
        "grid operator for corrected indexes and load them: the bill is then corrected."
    )


class MeterDoesNotHangThere(Refusal):
    """No meter of this number hangs at the supply point on that day."""

    code = "meter_exchange.unknown_meter"
    status = 422
    title = _("Another meter")
    sentence = _("No meter %(serial)s hung at this address on %(exchanged_on)s.")
    next_step = _("Check the day, and compare the number with the meters of the supply point.")


class MeterIsReadLater(Refusal):
    """The old meter has a reading of a day after the exchange."""

    code = "meter_exchange.read_later"
    status = 409
    title = _("Read after that day")
    sentence = _("The old meter has a reading of %(later_on)s, when it would no longer hang there.")
    next_step = _("Check the day. If that reading is wrong, have it withdrawn or corrected first.")


class NewMeterHasNoNumber(Refusal):
    """The number of the new meter is empty or too long."""

    code = "meter_exchange.no_number"
    status = 422
    title = _("Number of the meter")
    sentence = _("The number of the new meter has 1 to %(most)s characters.")
    next_step = _("Copy the number that is printed on the new meter.")


class NewMeterHangsAlready(Refusal):
    """A meter with this number hangs at the supply point."""

    code = "meter_exchange.same_meter"
    status = 409
    title = _("That meter hangs there")
    sentence = _("A meter %(serial)s hangs at this address already.")
    next_step = _("Type the number that is printed on the new meter, not the old one's.")


class MeterIsOfAnotherKind(Refusal):
    """A meter of this kind does not count this energy in this country."""

    code = "meter_exchange.another_kind"
    status = 422
    title = _("Not that kind of meter")
    sentence = _("A meter of this kind does not hang at such a supply point.")
    next_step = _("Choose another kind of meter.")


class RegistersDoNotGoTogether(Refusal):
    """No meter has these registers together, or one of them is on another meter of the address."""

    code = "meter_exchange.registers"
    status = 422
    title = _("Registers that do not go together")
    sentence = _("No meter here has exactly these registers.")
    next_step = _("Choose the registers that the new meter shows.")


class RegisterHasTooManyDials(Refusal):
    """A register shows fewer or more digits than any does."""

    code = "meter_exchange.dials"
    status = 422
    title = _("Digits of a register")
    sentence = _("A register shows %(least)s to %(most)s digits before the comma.")
    next_step = _("Count the digits before the comma on the new meter.")


class ExchangeIsOutOfLine(Refusal):
    """The old meter counted more or less than was to be expected, and nobody said that it is right."""

    code = "meter_exchange.out_of_line"
    status = 409
    title = _("Out of line")
    sentence = _(
        "Until the exchange the old meter would have counted more or less than was to be expected."
    )
    next_step = _("Compare the last index with the fitter's note. If it is right, say so.")


class EstimateIsTooEarly(Refusal):
    """The grid operator still has time to tell the index of that day."""

    code = "reading_estimate.too_early"
    status = 409
    title = _("Too early to estimate")
    sentence = _(
        "The index of %(read_on)s is estimated from %(from_day)s on, if none has come by then."
    )
    next_step = _("Wait until then, or ask the customer for a reading.")


class NothingToEstimate(Refusal):
    """The grid operator told every index of that day, or no meter hangs there."""

    code = "reading_estimate.nothing"
    status = 409
    title = _("Nothing to estimate")
    sentence = _(
        "No register of this supply point lacks an index of the grid operator on %(read_on)s."
    )
    next_step = _("Choose the day of which an index is missing.")


class EstimateRestsOnNothing(Refusal):
    """No earlier index and no yearly volume is known, so that nothing can be estimated."""

    code = "reading_estimate.nothing_known"
    status = 422
    title = _("Too little is known")
    sentence = _(
        "Before %(read_on)s too little is known of a register: no index, or no volume of a year."
    )
    next_step = _("Ask the grid operator for the index, or the customer for a reading.")


class EstimateInClosedPeriod(Refusal):
    """The day belongs to a period that a settlement has closed."""

    code = "reading_estimate.closed_period"
    status = 409
    title = _("The period is closed")
    sentence = _(
        "The period until %(closed_on)s has been settled: nothing in it is estimated any more."
    )
    next_step = _("Choose a later day.")
