"""The form by which an account chooses how its documents come: for a customer, or an agent for one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.delivery.operations import choose_delivery
from kwartier.delivery.types import DeliveryChannel, DeliveryChoice
from kwartier.parties.types import AccountInfo, AccountKind
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor
from kwartier.ui.context import list_languages
from kwartier.ui.refusing import refuse


class DeliveryForm(forms.Form):
    """By which way, to which addresses, in which language."""

    channel = forms.ChoiceField(label=_("How should your bills come?"), widget=forms.RadioSelect)
    email = forms.CharField(
        label=_("E-mail address for your bills"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    copy_email = forms.CharField(
        label=_("A copy of each mail to"),
        help_text=_("For example to your bookkeeper."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of your bills"),
        help_text=_("Bills that are issued already stay as they are."),
    )

    def __init__(
        self,
        sent: Mapping[str, Any] | None = None,
        *,
        request: BrandedRequest,
        account: AccountInfo,
        choice: DeliveryChoice,
    ) -> None:
        initial = {
            "channel": choice.channel,
            "email": choice.email,
            "copy_email": choice.copy_email,
            "language": choice.language,
        }
        super().__init__(sent, initial=initial)
        is_business = account.kind == AccountKind.BUSINESS
        if not is_business:
            del self.fields["copy_email"]
        self._offer("channel", list(_name_channels(is_business=is_business)))
        languages = [(each["code"], each["name"]) for each in list_languages(request.brand)]
        self._offer("language", languages)

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def choose(self, request: BrandedRequest, *, account: AccountInfo, actor: Actor) -> bool:
        """Choose what a valid form says; whether nothing was refused."""
        chosen = self.cleaned_data
        try:
            choose_delivery(
                account=account,
                channel=DeliveryChannel(chosen["channel"]),
                email=chosen["email"],
                copy_email=chosen.get("copy_email", ""),
                language=chosen["language"],
                actor=actor,
                now=request.now,
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return False
        return True


def _name_channels(*, is_business: bool) -> list[tuple[str, Any]]:
    offered: list[tuple[str, Any]] = [
        (
            DeliveryChannel.EMAIL.value,
            _("By e-mail: a mail says what it comes to, and leads to it"),
        ),
        (DeliveryChannel.POST.value, _("By post, on paper, free of charge")),
    ]
    if is_business:
        offered.append(
            (DeliveryChannel.EINVOICE.value, _("The e-invoice alone, and nothing beside it"))
        )
    return offered
