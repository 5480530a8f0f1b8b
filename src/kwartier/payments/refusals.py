"""Refusals of the payments room."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal

_LOOK_AGAIN = _("Copy it from your bank card, your bank's app or a bank statement.")


class IbanUnreadable(Refusal):
    """What was typed has not the form of an account number."""

    code = "payments.iban_unreadable"
    status = 422

    title = _("This is not an account number")
    sentence = _("An account number (IBAN) begins with two letters and two digits, such as BE68.")
    next_step = _LOOK_AGAIN


class IbanCountryUnknown(Refusal):
    """No country has these two letters, or it has no account numbers of this kind."""

    code = "payments.iban_country_unknown"
    status = 422

    title = _("We do not know this country")
    sentence = _("No country whose account numbers we know begins with %(country)s.")
    next_step = _LOOK_AGAIN


class IbanWrongLength(Refusal):
    """An account number of this country has another length or form."""

    code = "payments.iban_wrong_length"
    status = 422

    title = _("This account number has another form")
    sentence = _(
        "An account number that begins with %(country)s has %(length)s letters and digits in a fixed form; this one differs."
    )
    next_step = _LOOK_AGAIN


class IbanWrongCheck(Refusal):
    """Its check digits do not fit: two digits swapped, or one mistyped."""

    code = "payments.iban_wrong_check"
    status = 422

    title = _("The account number is mistyped")
    sentence = _(
        "The check digits of this account number do not fit: a digit is wrong, or two changed places."
    )
    next_step = _LOOK_AGAIN


class IbanOutsideSepa(Refusal):
    """Payments in euro do not reach it."""

    code = "payments.iban_outside_sepa"
    status = 422

    title = _("This account is outside the euro payments area")
    sentence = _("From and to an account in %(country)s no SEPA payment can be made.")
    next_step = _("Take an account in a country of the SEPA area.")


class IbanBankUnknown(Refusal):
    """The country's list of banks has no bank, or no longer one, of this code."""

    code = "payments.iban_bank_unknown"
    status = 422

    title = _("No bank has this account number")
    sentence = _(
        "No bank of today has account numbers of this kind; the bank may have closed or merged."
    )
    next_step = _("Ask your bank for your present account number.")


class HolderMissing(Refusal):
    """A bank account has a holder, written in letters that banks take."""

    code = "payments.holder_missing"
    status = 422

    title = _("The holder of the account is missing")
    sentence = _("Say in whose name the bank account is, in at most 70 Latin letters.")
    next_step = _("Write the name as it stands on your bank card.")


class BankAccountUnchanged(Refusal):
    """It is the account that we have already."""

    code = "payments.bank_account_unchanged"

    title = _("We have this account already")
    sentence = _("%(iban)s in this name is the account that we have already; nothing was changed.")
    next_step = _("You have nothing to do.")


class BankAccountChangedMeanwhile(Refusal):
    """Somebody else replaced it since the page was opened."""

    code = "payments.bank_account_changed_meanwhile"

    title = _("The bank account changed meanwhile")
    sentence = _("Since you opened this page somebody changed the bank account to %(iban)s.")
    next_step = _("Look at it, and change it again if it is wrong.")


class BankAccountMissing(Refusal):
    """A mandate needs a bank account."""

    code = "payments.bank_account_missing"

    title = _("We know no bank account")
    sentence = _("We know no bank account of customer account %(number)s yet.")
    next_step = _("Enter it first, under Bank details.")


class AccountOutsideEea(Refusal):
    """Money can go to it, but not be collected from it: its bank wants more than we send."""

    code = "payments.account_outside_eea"

    title = _("We cannot collect from this account")
    sentence = _(
        "From %(iban)s we cannot collect: banks outside the European Economic Area want more for that than an account number."
    )
    next_step = _(
        "Take an account within it for direct debit, or pay by bank transfer; a direct debit that runs is stopped first."
    )


class BankCodeUnknown(Refusal):
    """Money does not get to an account outside the Economic Area without the code of its bank."""

    code = "payments.bank_code_unknown"
    status = 422

    title = _("We cannot pay to this account")
    sentence = _(
        "A transfer to an account outside the European Economic Area needs the code of its bank (BIC), and of %(iban)s we do not know it."
    )
    next_step = _("Take an account within the European Economic Area, or one of another bank.")


class SecondFactorNeeded(Refusal):
    """A token alone does not move money: the one-time code of the person goes with it."""

    code = "payments.second_factor_needed"
    status = 403

    title = _("A one-time code is needed")
    sentence = _(
        "For this we need, beside the token, a fresh one-time code of your authenticator app."
    )
    next_step = _(
        "Send it as the header One-Time-Code. An app is set up under Security; with a passkey, use the page."
    )


class DirectDebitNotOffered(Refusal):
    """The brand has no creditor identifier on this day."""

    code = "payments.direct_debit_not_offered"

    title = _("Direct debit is not offered")
    sentence = _("Invoices cannot be paid by direct debit here at the moment.")
    next_step = _("Pay by bank transfer; each invoice says how.")


class MandateExists(Refusal):
    """The account has a mandate already; a second one would collect twice."""

    code = "payments.mandate_exists"

    title = _("You pay by direct debit already")
    sentence = _("Mandate %(reference)s is there already; nothing was signed a second time.")
    next_step = _("Change what it collects, or stop it first to sign another.")


class MandateMissing(Refusal):
    """There is no mandate to change or to stop."""

    code = "payments.mandate_missing"

    title = _("There is no direct debit")
    sentence = _("Customer account %(number)s has no direct debit at the moment.")
    next_step = _("If you want one, start it on the payments page.")


class MandateChangedMeanwhile(Refusal):
    """Somebody else changed it since the page was opened."""

    code = "payments.mandate_changed_meanwhile"

    title = _("The direct debit changed meanwhile")
    sentence = _("Since you opened this page somebody changed mandate %(reference)s.")
    next_step = _("Look at it, and change it again if it is wrong.")


class SchemeForBusinessOnly(Refusal):
    """A household keeps its right to a refund."""

    code = "payments.scheme_for_business_only"
    status = 422

    title = _("This kind of direct debit is for businesses")
    sentence = _(
        "Only a business can give up the right to a refund that SEPA business-to-business direct debit takes away."
    )
    next_step = _("Choose the SEPA Core direct debit.")


class LimitTooSmall(Refusal):
    """A limit of nothing would collect nothing."""

    code = "payments.limit_too_small"
    status = 422

    title = _("This limit would collect nothing")
    sentence = _("The amount above which we ask you has to be at least %(least)s.")
    next_step = _("Enter a higher amount, leave it empty, or stop the direct debit.")


class MandateReferenceInvalid(Refusal):
    """SEPA takes letters, digits and a few signs, and no slash at an end or two in a row."""

    code = "payments.mandate_reference_invalid"
    status = 422

    title = _("Banks do not take this mandate reference")
    sentence = _(
        "A mandate reference has at most 35 letters, digits, spaces and signs / - ? : ( ) . , ' +; no / at its ends, nor two in a row."
    )
    next_step = _("Copy the reference from the signed form.")


class MandateReferenceTaken(Refusal):
    """Another mandate has it."""

    code = "payments.mandate_reference_taken"

    title = _("Another mandate has this reference")
    sentence = _("The reference %(reference)s belongs to another mandate.")
    next_step = _("Look whether the form belongs to another customer account.")


class PaperMandateWithoutForm(Refusal):
    """A mandate on paper is recorded from the form that the customer signed."""

    code = "payments.paper_mandate_without_form"
    status = 422

    title = _("The signed form is missing")
    sentence = _(
        "Say which signed form is kept, so that it can be shown to a bank for fourteen months."
    )
    next_step = _("Write where the signed form is kept.")


class SignedInTheFuture(Refusal):
    """A form is signed before it is recorded."""

    code = "payments.signed_in_the_future"
    status = 422

    title = _("This day is yet to come")
    sentence = _("The form cannot have been signed after today.")
    next_step = _("Copy the day from the signed form.")


class NothingToConsentTo(Refusal):
    """The document is not above what the customer wants to be asked for."""

    code = "payments.nothing_to_consent_to"

    title = _("There is nothing to agree to")
    sentence = _("%(document)s does not wait for your consent.")
    next_step = _("Look on the payments page how it is paid.")


class NobodyToInvite(Refusal):
    """No e-mail address of the customer is known."""

    code = "payments.nobody_to_invite"

    title = _("No e-mail address is known")
    sentence = _("We know no e-mail address of customer account %(number)s.")
    next_step = _("Send the form on paper, and record it when it comes back signed.")


class CreditorMissing(Refusal):
    """The brand has no account to collect to or to pay from on that day."""

    code = "payments.creditor_missing"

    title = _("The bank account of the brand is missing")
    sentence = _("Nothing says with which account and creditor identifier we stand at the bank.")
    next_step = _("Enter them for the brand from a day on, then make the batch again.")


class NothingToCollect(Refusal):
    """No open item has to go to the bank now."""

    code = "payments.nothing_to_collect"

    title = _("There is nothing to collect now")
    sentence = _("No invoice has to be at the bank now; the next ones go on their day.")
    next_step = _("Look at the collections to come for the days of the others.")


class BatchNotReady(Refusal):
    """A batch is not in the state that the step asks for."""

    code = "payments.batch_not_ready"

    title = _("The batch is further on")
    sentence = _("The batch %(number)s is “%(state)s”: this step is not possible any more.")
    next_step = _("Open the batch and look at what was done with it.")


class BatchNeedsAnother(Refusal):
    """Who made a refund batch, or had a hand in a refund of it, does not approve it."""

    code = "payments.batch_needs_another"
    status = 403

    title = _("Somebody else has to approve this")
    sentence = _(
        "You made the batch %(number)s, asked for a refund in it, or entered the account that one "
        "goes to: another person approves it."
    )
    next_step = _("Ask a colleague to look at it and to approve it.")


class NothingToRefund(Refusal):
    """The account has no credit."""

    code = "payments.nothing_to_refund"

    title = _("There is nothing to pay out")
    sentence = _("There is no credit on customer account %(number)s.")
    next_step = _("Look at your invoices and payments to see how the balance came about.")


class NoRefundDue(Refusal):
    """No credit is paid out now: a batch would be empty."""

    code = "payments.no_refund_due"

    title = _("There is nothing to pay out now")
    sentence = _("No credit is to be paid out now, and no customer asked for one.")
    next_step = _("Look at the planned refunds for what the others wait for.")


class RefundOnItsWay(Refusal):
    """A refund of the account is on its way already."""

    code = "payments.refund_on_its_way"

    title = _("A refund is on its way")
    sentence = _("%(amount)s is already on its way to %(iban)s.")
    next_step = _("Wait until it has arrived; what is left can be asked for then.")


class BankAccountCoolingOff(Refusal):
    """The bank account is too new for money to go out to it."""

    code = "payments.bank_account_cooling_off"

    title = _("The bank account is new")
    sentence = _(
        "To protect you, money goes to %(iban)s from %(moment)s on: you entered it lately."
    )
    next_step = _("Ask for the refund again from that hour on.")


class ReturnDecided(Refusal):
    """Somebody else looked at a return meanwhile."""

    code = "payments.return_decided"

    title = _("This return was dealt with")
    sentence = _("Somebody looked at this return already: %(name)s.")
    next_step = _("Look at what was noted; there is nothing left to do.")


class ReturnFollowed(Refusal):
    """What came back was acted upon: it cannot be said any more that it did not come back."""

    code = "payments.return_followed"

    title = _("Something was done about it already")
    sentence = _(
        "After %(document)s had come back, the customer was told, the mandate was touched, or it is being collected again. Nothing was changed."
    )
    next_step = _("Call the customer. What they pay now is placed like any payment.")


class NoteMissing(Refusal):
    """A decision about a return says why."""

    code = "payments.note_missing"
    status = 422

    title = _("A note is missing")
    sentence = _("Say in a few words what you found and decided.")
    next_step = _("Write a note, then save again.")


class BankAnswerForAnother(Refusal):
    """A bank's answer is about a file that we never sent."""

    code = "payments.answer_for_another"
    status = 422

    title = _("This answer is about a file that is not ours")
    sentence = _("The bank answers about the file “%(file)s”, which this brand never sent.")
    next_step = _("Look whether it belongs to another brand; nothing of it was used.")


class CreditorIdentifierInvalid(Refusal):
    """Its check digits do not fit, or it has another form."""

    code = "payments.creditor_identifier_invalid"
    status = 422

    title = _("This is not a creditor identifier")
    sentence = _("The check digits of this creditor identifier do not fit, or its form is another.")
    next_step = _("Copy it from your bank's letter; in Belgium it looks like BE00ZZZ0123456789.")


class BicInvalid(Refusal):
    """It has not the form of a bank's code."""

    code = "payments.bic_invalid"
    status = 422

    title = _("This is not a bank's code")
    sentence = _("A bank's code (BIC) has eight or eleven letters and digits, such as GKCCBEBB.")
    next_step = _("Copy it from a bank statement, or leave it out: the account number tells it.")


class PainVersionUnknown(Refusal):
    """Files for the bank are written in other versions."""

    code = "payments.pain_version_unknown"
    status = 422

    title = _("Files of this version are not written")
    sentence = _("Collections are written in these versions of pain.008.001: %(versions)s.")
    next_step = _("Ask your bank which of them it takes.")


class PromiseOutOfBounds(Refusal):
    """Days or hours that no brand can promise, or that SEPA does not allow."""

    code = "payments.promise_out_of_bounds"
    status = 422

    title = _("This number is not possible")
    sentence = _("It has to be from %(least)s to %(most)s.")
    next_step = _("Choose a number between the two.")


class PaymentNotWritable(Refusal):
    """A payment holds what no bank would take; nothing of the file is of use."""

    code = "payments.not_writable"
    status = 409

    title = _("The file cannot be made")
    sentence = _("The payment %(place)s cannot stand in a file for the bank: %(reason)s")
    next_step = _("Correct it or leave it out, and make the file again.")


class BankAnswerUnreadable(Refusal):
    """A file that should be a bank's answer is none, or is broken; nothing of it was used."""

    code = "payments.answer_unreadable"
    status = 422

    title = _("This file was not read")
    sentence = _("Line %(line)s of the file: %(reason)s Nothing of it was used.")
    next_step = _("Fetch the file from the bank again; it is a pain.002 in XML.")
