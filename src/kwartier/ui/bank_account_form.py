"""The form by which a customer's bank account is entered or replaced: by them, or an agent for them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.parties.types import AccountInfo
from kwartier.payments.operations import change_bank_account
from kwartier.payments.refusals import HolderMissing, IbanUnreadable
from kwartier.payments.types import BankAccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor
from kwartier.ui.refusing import refuse

_LONGEST_IBAN = 60


class BankAccountForm(forms.Form):
    """The account number and its holder; ``replacing`` is the account that the page showed."""

    iban = forms.CharField(
        label=_("Account number (IBAN)"),
        help_text=_("With or without spaces, as it stands on the bank card."),
        max_length=_LONGEST_IBAN,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": IbanUnreadable.sentence,
            "max_length": IbanUnreadable.sentence,
        },
    )
    holder = forms.CharField(
        label=_("Account holder"),
        help_text=_("The name of the person or business to whom the account belongs."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": HolderMissing.sentence},
    )
    replacing = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def change(
        self, request: BrandedRequest, *, account: AccountInfo, actor: Actor
    ) -> BankAccountInfo | None:
        """Take what a valid form says; None where it was refused, which the form says then."""
        typed = self.cleaned_data
        try:
            return change_bank_account(
                account=account,
                iban=typed["iban"],
                holder=typed["holder"],
                replacing=typed["replacing"],
                actor=actor,
                now=request.now,
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return None
