"""Forms of the bank's statements: a file, and what an agent does with a payment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.banking.operations import OF_NOBODY
from kwartier.banking.refusals import CustomerUnknown, ReasonMissing
from kwartier.banking.types import DetailRow
from kwartier.ledger.types import Book
from kwartier.platform.wording import speak_day, speak_money

_LONGEST_REASON = 300
# Of every file of a bank that an agent loads, as its form says; a folder or a command takes more.
LARGEST_MB = 20


class StatementFileForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("File of the bank"),
        help_text=_("CODA, camt.053 or camt.054, as the bank wrote it: 20 MB at the most."),
        error_messages={"required": _("Choose the file that the bank gave you.")},
        allow_empty_file=True,  # the room says what is wrong with it
    )


class ReasonForm(forms.Form):
    """Why an agent does what cannot be seen from the payment."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=_LONGEST_REASON,
        help_text=_("It stays on the record."),
        error_messages={"required": ReasonMissing.sentence},
    )


class PlaceForm(forms.Form):
    """On whose account a payment is placed, and which documents it pays first."""

    customer = forms.CharField(
        label=_("Customer number"),
        max_length=20,
        error_messages={"required": CustomerUnknown.next_step},
    )
    documents = forms.CharField(
        label=_("Invoices to pay first"),
        max_length=400,
        required=False,
        help_text=_(
            "Write their numbers with a space between them. Without any, what has been due longest is paid first."
        ),
    )

    def clean_customer(self) -> str:
        """The number as it is written everywhere."""
        return str(self.cleaned_data["customer"]).strip().upper()

    def list_documents(self) -> list[str]:
        """The numbers, in their order."""
        return str(self.cleaned_data["documents"]).replace(",", " ").upper().split()


class ClearForm(ReasonForm):
    """Money of no customer: which kind, and why."""

    book = forms.ChoiceField(
        label=_("What it is"),
        choices=[(each.value, each.label) for each in (Book(name) for name in OF_NOBODY)],
    )


class TakeBackForm(ReasonForm):
    """Which payment the bank took back."""

    payment = forms.TypedChoiceField(label=_("The payment that was taken back"), coerce=int)

    def __init__(self, *args: Any, payments: list[DetailRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (
                row.id,
                " ".join(
                    [
                        speak_day(row.booked_on),
                        speak_money(row.amount_cents),
                        row.counterpart_name,
                        *row.documents,
                    ]
                ),
            )
            for row in payments
        ]
        self.fields["payment"].choices = named  # type: ignore[attr-defined]
