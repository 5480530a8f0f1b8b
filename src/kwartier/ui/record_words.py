"""The sentences of the record: one per kind of entry, the same for the customer and the office."""

from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kwartier.parties.types import AccessLogRow
from kwartier.platform.wording import speak_day, speak_money

# What a page may send along with a request, for the agent; the customer reads it too.
CONTEXT_WORDS = {
    "contract": _("Contract"),
    "amount": _("Amount wished, in euro a month"),
    "ean": _("Supply point"),
    "day": _("Day"),
    "bill": _("Bill"),
    "reminder": _("Reminder"),
}

_SENTENCES = {
    "series.loaded": _("Loaded a file of consumption"),
    "temperatures.loaded": _("Loaded a file of temperatures"),
    "weather_station.kept": _("Noted a weather station"),
    "consent.given": _("Consented to keeping values finer than a day"),
    "consent.revoked": _("Revoked a consent to keep values finer than a day"),
    "consent.expired": _("A consent to keep values finer than a day expired"),
    "consent.moved": _("A consent to keep values finer than a day ended with the contract"),
    "person.signed_up": _("Signed up"),
    "person.signed_in": _("Signed in"),
    "person.password_changed": _("Changed the password"),
    "person.recovery_code_used": _("Signed in with a recovery code"),
    "person.second_factor_added": _("Added a second factor"),
    "person.second_factor_removed": _("Removed a second factor"),
    "person.profile_changed": _("Changed the profile"),
    "token.created": _("Made the API token “%(name)s”"),
    "token.revoked": _("Revoked the API token “%(name)s”"),
    "membership.opened": _("%(person)s became the holder of the account"),
    "membership.requested": _("%(person)s asked for access"),
    "membership.granted": _("Gave %(person)s access"),
    "membership.refused": _("Refused access to %(person)s"),
    "membership.role_changed": _("Changed the role of %(person)s"),
    "membership.ended": _("Ended the access of %(person)s"),
    "invitation.sent": _("Invited %(email)s"),
    "invitation.withdrawn": _("Withdrew an invitation"),
    "invitation.accepted": _("%(person)s accepted an invitation"),
    "account.manager_named": _("Named %(manager)s as account manager"),
    "account.manager_ended": _("No longer named an account manager"),
    "account.visited_api": _("Asked for the account with a program"),
    "account.visited_overview": _("Looked at the customer account"),
    "account.visited_advance": _("Looked at the advance"),
    "account.visited_manager": _("Looked at the account manager"),
    "account.visited_arrangements": _("Looked at the arrangements"),
    "account.visited_protection": _("Looked at the social tariff"),
    "account.visited_readings": _("Looked at the readings"),
    "account.visited_consumption": _("Looked at the consumption"),
    "account.visited_alerts": _("Looked at the alerts"),
    "account.visited_bill": _("Looked at a bill"),
    "account.visited_request": _("Looked at a request"),
    "advance.changed": _("Changed the advance to %(amount)s, from %(effective_on)s"),
    "reading.recorded": _("Entered the reading of %(read_on)s"),
    "reading_photo.added": _("Put a photo of the meter beside the reading of %(read_on)s"),
    "reading_photo.removed": _("Deleted a photo beside the reading of %(read_on)s"),
    "reading_photo.expired": _(
        "Deleted a photo beside the reading of %(read_on)s: it was kept long enough"
    ),
    "meter.exchanged": _("Recorded the exchange of the meter"),
    "reading.estimated": _("Estimated the reading of %(read_on)s"),
    "reading.confirmed": _("Confirmed the reading of %(read_on)s"),
    "reading.withdrawn": _("Took back the reading of %(read_on)s"),
    "reading.accepted": _("Accepted the reading of %(read_on)s"),
    "reading.rejected": _("Did not accept the reading of %(read_on)s"),
    "reading.closed_period": _("Closed the readings up to %(read_on)s, which are billed"),
    "request.opened": _("Opened a request"),
    "request.answered": _("Wrote in a request"),
    "request.closed": _("Closed a request"),
    "bank.payment_placed": _("Placed a payment on the account"),
    "bank.payment_taken_back": _("Noted that the bank took a payment back"),
    "bank.placing_undone": _("Took the placing of a payment back"),
    "bank.taking_undone": _("Noted that the bank did not take the payment back"),
    "ledger.reversed": _("Reversed a journal"),
    "ledger.written_off": _("Wrote a debt off"),
    "return.recorded": _("A payment came back from the bank"),
    "return.set_aside": _("Left a payment out of the file for the bank"),
    "return.withdrawn": _("A payment had not come back from the bank after all"),
    "return.decided": _("Decided what follows a payment that came back"),
    "refund.asked": _("Asked for the credit to be paid out"),
    "refund.sent": _("Sent a refund to the bank"),
    "refund.paid": _("The bank paid a refund out"),
    "contract.signed": _("Signed the contract %(number)s"),
    "contract.ended": _("Ended a contract"),
    "contract.billing_changed": _("Changed how often the consumption is billed"),
    "billing_switch.asked": _("Asked for another way of billing, from %(effective_on)s"),
    "billing_switch.withdrawn": _("Took back the change of the billing of %(effective_on)s"),
    "billing_switch.done": _("Changed the way of billing on %(effective_on)s"),
    "billing_switch.lapsed": _("The change of the billing of %(effective_on)s fell away"),
    "contract.arranged": _("Noted an arrangement: %(document)s"),
    "contract.arrangement_ended": _("Set the end of an arrangement"),
    "contract.protected": _("Noted the social tariff: %(document)s"),
    "contract.protection_corrected": _("Corrected the social tariff: %(document)s"),
    "contract.protection_ended": _("Set the end of the social tariff"),
    "account.taken_along": _("Took everything about the account along as a file"),
    "bill.issued": _("Issued a bill of %(total)s"),
    "bill.corrected": _("Issued a correction of %(total)s"),
    "account.visited_delivery": _("Looked at how bills come"),
    "delivery.chosen": _("Changed how bills come"),
    "statement.chosen": _("Asked for the account statement each month"),
    "statement.stopped": _("Stopped the account statement of each month"),
    "alert.set": _("Set an alert"),
    "alert.stopped": _("Stopped an alert"),
    "supply_point.labeled": _("Named a supply point"),
    "alert.raised": _("Raised an alert"),
    "delivery.failed": _("A document could not be sent by e-mail"),
    "delivery.bounced": _("An e-mail about a document came back"),
    "delivery.sent_again": _("Sent a document again"),
    "document.asked_for": _("Asked for an older document"),
    "account.visited_arrears": _("Looked at the reminders"),
    "arrears.reminder_written": _("Wrote a reminder"),
    "arrears.reminder_posted": _("Posted a reminder"),
    "arrears.case_with_agent": _("Left to an agent what follows for unpaid invoices"),
    "arrears.case_held": _("Gave time for unpaid invoices"),
    "arrears.case_closed": _("Ended the reminders about some invoices"),
    "arrears.power_reduced": _("Noted that the power was reduced"),
    "arrears.waiver_asked": _("Asked for a reminder cost to be taken off"),
    "arrears.waiver_decided": _("Decided about a reminder cost"),
    "arrears.dispute_opened": _("Disputed an invoice"),
    "arrears.dispute_ended": _("Answered a dispute"),
    "arrears.plan_accepted": _("Agreed on a payment plan"),
    "arrears.plan_fulfilled": _("The payment plan is paid"),
    "arrears.plan_broken": _("The payment plan ended without being paid"),
    "account.visited_paying": _("Looked at how the customer pays"),
    "bank_account.added": _("Entered the bank account %(iban)s"),
    "bank_account.changed": _("Changed the bank account to %(iban)s"),
    "mandate.signed": _("Signed a mandate for direct debit from %(iban)s"),
    "mandate.changed": _("Changed what direct debit collects"),
    "mandate.ended": _("Ended the direct debit"),
    "mandate.suspended": _("Suspended the direct debit: %(reason)s"),
    "mandate.resumed": _("Let the direct debit collect again"),
    "mandate.agreed": _("Agreed to the collection of %(document)s"),
    "mandate.invited": _("Sent the way to direct debit by e-mail"),
}


def say_action(row: AccessLogRow) -> str:
    """What happened, in the active language; an entry of another room by its own name."""
    sentence = _SENTENCES.get(row.action)
    if sentence is None:
        return gettext("Recorded: %(action)s") % {"action": row.action.replace("_", " ")}
    try:
        return str(sentence) % _speak(row.details)
    except (KeyError, ValueError):
        # an entry of an older version, without what the sentence wants to say
        return gettext("Recorded: %(action)s") % {"action": row.action.replace("_", " ")}


def say_context(name: str, said: object) -> str:
    """A value of `CONTEXT_WORDS` as a page shows it: a day in prose, the rest as it came."""
    text = str(said)
    if name != "day":
        return text
    try:
        return speak_day(date.fromisoformat(text))
    except ValueError:
        # a page may have sent along anything
        return text


def _speak(details: dict[str, str]) -> dict[str, Any]:
    """The details as a sentence says them: days in prose, cents as an amount."""
    spoken: dict[str, Any] = dict(details)
    for key, value in details.items():
        if key.endswith("_on"):
            spoken[key] = speak_day(date.fromisoformat(value))
        elif key.endswith("_cents"):
            spoken[key.removesuffix("_cents")] = speak_money(int(value))
    return spoken
