"""The form of a new request, written by a customer, or by an agent for one."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor
from kwartier.support import operations
from kwartier.support.refusals import RequestSubjectMissing
from kwartier.support.types import RequestKind, RequestRow
from kwartier.ui.refusing import refuse


class NewRequestForm(forms.Form):
    """What is asked; the sentences of what is missing are the room's own. A door adds its words."""

    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=RequestKind.choices, widget=forms.RadioSelect
    )
    subject = forms.CharField(
        label=_("Subject"), error_messages={"required": RequestSubjectMissing.sentence}
    )
    text = forms.CharField()
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def open_request(
        self,
        request: BrandedRequest,
        *,
        account: AccountInfo,
        actor: Actor,
        page_url: str,
        context: Mapping[str, str] | None = None,
    ) -> RequestRow | None:
        """Open what a valid form asks; with a refusal the form says it, and None is returned."""
        try:
            return operations.open_request(
                brand=request.brand,
                account=account,
                kind=RequestKind(self.cleaned_data["kind"]),
                subject=self.cleaned_data["subject"],
                text=self.cleaned_data["text"],
                actor=actor,
                today=request.today,
                now=request.now,
                context=context,
                submission_key=self.cleaned_data["submission_key"],
                is_from_form=True,
                page_url=page_url,
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return None
