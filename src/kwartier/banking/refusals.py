"""What is refused of a bank's file, whole: where it breaks, and what to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kwartier.banking._broken_words import speak
from kwartier.platform.errors import Refusal

_ASK_BANK = _("Fetch the file from the bank again. Nothing of it was loaded.")


def line_place(number: int) -> str:
    """Where something stands in a file of lines, counted from 1; said in the reader's language."""
    return f"line {number}"


class _InFile(Refusal):
    """Where a file breaks is kept for programs in English, and told to people in their language."""

    def _speak_params(self) -> dict[str, Any]:
        spoken = super()._speak_params()
        ours = {"place", "what", "expected", "found"} & set(spoken)
        return {**spoken, **{name: speak(str(spoken[name])) for name in ours}}


class FileUnknown(Refusal):
    """The file is in none of the forms that are read."""

    code = "banking.file_unknown"
    status = 422

    title = _("Not a bank statement")
    sentence = _("This file is neither CODA nor camt.053 nor camt.054.")
    next_step = _ASK_BANK


class FileEmpty(Refusal):
    """There is nothing in the file."""

    code = "banking.file_empty"
    status = 422

    title = _("The file is empty")
    sentence = _("There is nothing in this file.")
    next_step = _ASK_BANK


class FileTooLarge(Refusal):
    """The file is larger than a statement ever is."""

    code = "banking.file_too_large"
    status = 413

    title = _("File too large")
    sentence = _("A file of statements has %(limit_mb)s megabytes at the most.")
    next_step = _("Ask the bank for a statement per day, or load it with the command.")


class WrongCharacters(_InFile):
    """The bytes of the file are not in the character set of its format."""

    code = "banking.wrong_characters"
    status = 422

    title = _("Wrong character set")
    sentence = _("The file is not written in %(charset)s: %(place)s.")
    next_step = _("Fetch the file again, and let no program save it. Nothing of it was loaded.")


class RecordBroken(_InFile):
    """Something stands where something else belongs."""

    code = "banking.record_broken"
    status = 422

    title = _("Not as its format asks")
    sentence = _("The file breaks its format: %(place)s has %(found)s where %(expected)s belongs.")
    next_step = _ASK_BANK


class FileTruncated(_InFile):
    """The file ends before its end."""

    code = "banking.file_truncated"
    status = 422

    title = _("The file ends too early")
    sentence = _("After %(place)s the file ends, where %(expected)s belongs.")
    next_step = _ASK_BANK


class UnsafeXml(Refusal):
    """The XML declares entities, or a document type: a bank never does."""

    code = "banking.unsafe_xml"
    status = 422

    title = _("Not read for safety")
    sentence = _("The file declares things of its own (a document type or entities).")
    next_step = _("Ask the sender what it is. Nothing of it was loaded.")


class TotalsDiffer(_InFile):
    """What the file says of itself does not agree with what it holds."""

    code = "banking.totals_differ"
    status = 422

    title = _("The sums do not agree")
    sentence = _("%(what)s: the file says %(told)s, its lines come to %(summed)s (%(place)s).")
    next_step = _ASK_BANK


class CountDiffers(_InFile):
    """The file holds more or fewer records than it says."""

    code = "banking.count_differs"
    status = 422

    title = _("Records are missing")
    sentence = _("The file says %(told)s records and holds %(counted)s (%(place)s).")
    next_step = _ASK_BANK


class CurrencyNotKept(_InFile):
    """The account, or an entry on it, is not in euro."""

    code = "banking.currency_not_kept"
    status = 422

    title = _("Another currency")
    sentence = _("The statement is in %(currency)s; only euro is kept (%(place)s).")
    next_step = _("Load only the statements of the accounts in euro.")


class AccountNotOurs(_InFile):
    """The statement is of an account that is not one of this supplier's."""

    code = "banking.account_not_ours"
    status = 422

    title = _("Statement of another account")
    sentence = _("The account %(iban)s is not one of this supplier's (%(place)s).")
    next_step = _("Choose the file of the right account, or add this account first.")


class StatementChanged(Refusal):
    """A statement of this number and year was loaded, and it was another one."""

    code = "banking.statement_changed"
    status = 409

    title = _("Another statement of this number")
    sentence = _(
        "Statement %(number)s of %(year)s was loaded before, with other content (%(iban)s)."
    )
    next_step = _("Ask the bank which of the two holds. Nothing of this file was loaded.")


class StatementRepeated(Refusal):
    """The entries of the statement were loaded before, under another number."""

    code = "banking.statement_repeated"
    status = 409

    title = _("The same entries again")
    sentence = _(
        "The entries of %(closed_on)s on %(iban)s were loaded before, in statement %(number)s."
    )
    next_step = _("Ask the bank which of the two holds. Nothing of this file was loaded.")


class StatementOutOfOrder(Refusal):
    """The statement is older than the last one that was loaded, and is none of those."""

    code = "banking.out_of_order"
    status = 409

    title = _("Out of order")
    sentence = _(
        "The statement of %(closed_on)s lies before the last one of %(iban)s, of %(last_on)s."
    )
    next_step = _("Load statements in the order of their days. Nothing of this file was loaded.")


class StatementOfFuture(Refusal):
    """The statement closes on a day that is far from having come."""

    code = "banking.of_future"
    status = 409

    title = _("Of a day to come")
    sentence = _("The statement of %(iban)s closes on %(closed_on)s, which is still to come.")
    next_step = _("Ask the bank for the right one. Nothing of this file was loaded.")


class BalanceBreaks(Refusal):
    """The statement does not begin where the last one ended."""

    code = "banking.balance_breaks"
    status = 409

    title = _("A statement is missing")
    sentence = _(
        "It begins with %(opening)s, but the last statement of %(iban)s ended with %(closing)s."
    )
    next_step = _("Load the statement between them first. Nothing of this file was loaded.")


class FileLost(Refusal):
    """The archive does not hold the file any more, or holds another."""

    code = "banking.file_lost"
    status = 500

    title = _("The file is not in the archive")
    sentence = _("The file %(name)s is not in the archive as it came.")
    next_step = _("Restore the archive from its backup, or load the file again.")


class IbanInvalid(Refusal):
    """An account number that fails its check."""

    code = "banking.iban_invalid"
    status = 422

    title = _("Not an account number")
    sentence = _("The account number %(iban)s fails its check.")
    next_step = _("Compare it with a paper of the bank.")


class AlreadyPlaced(Refusal):
    """Somebody placed it meanwhile."""

    code = "banking.already_placed"
    status = 409

    title = _("Placed already")
    sentence = _("Somebody placed this payment meanwhile.")
    next_step = _("Look at where it went; undo that placing first if it is wrong.")


class NotPlaced(Refusal):
    """There is nothing to undo."""

    code = "banking.not_placed"
    status = 409

    title = _("Not placed")
    sentence = _("This payment is not placed on a customer account.")
    next_step = _("Look it up in the work list.")


class TakingStays(Refusal):
    """What a debit took back is not an agent's mistake to be undone."""

    code = "banking.taking_stays"
    status = 409

    title = _("This stays as it is")
    sentence = _(
        "The bank itself named the payment that it took back here, or it took back a part of one."
    )
    next_step = _("Ask the bank if its statement is wrong: it corrects it with a new entry.")


class ReasonMissing(Refusal):
    """What an agent does with money by hand needs a reason."""

    code = "banking.reason_missing"
    status = 422

    title = _("A reason is missing")
    sentence = _("Say why: it stays on the record.")
    next_step = _("Write one sentence that a colleague understands.")


class CustomerUnknown(Refusal):
    """The customer number is not one of this supplier's."""

    code = "banking.customer_unknown"
    status = 422

    title = _("Customer not found")
    sentence = _("No customer has the number %(customer)s.")
    next_step = _("Search for the customer, and copy the number.")


class DocumentUnknown(Refusal):
    """A document that a payment should pay is none of the customer's."""

    code = "banking.document_unknown"
    status = 422

    title = _("Invoice not found")
    sentence = _("Customer %(customer)s has no invoice %(document)s. Nothing was placed.")
    next_step = _(
        "Copy the number from the customer's invoices, or name none: what has been due longest is paid first."
    )


class PaymentUnknown(Refusal):
    """Money that left takes back a payment of the same amount, or a named one, or none."""

    code = "banking.payment_unknown"
    status = 422

    title = _("Not that payment")
    sentence = _("No payment is placed there of which the bank can have taken this amount back.")
    next_step = _(
        "Look up the payment that the bank took back: it has the same amount, or the bank names it."
    )


class MoneyLeft(Refusal):
    """Money that left the account cannot be a customer's payment."""

    code = "banking.money_left"
    status = 409

    title = _("Not a payment")
    sentence = _("This money left the account: it cannot be placed as a payment.")
    next_step = _("Say which payment it takes back, or which refund it is.")
