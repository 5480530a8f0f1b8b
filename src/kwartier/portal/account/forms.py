"""Forms of the account pages: what is typed, and whether it has the right shape."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kwartier.parties.operations import AccountFacts
from kwartier.parties.passwords import check_new_password
from kwartier.parties.types import AccountKind, Role, TokenScope
from kwartier.platform.types import BrandInfo

_NUMBER = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9 ./-]{2,19}$", _("This is not a customer number."))
_DIGITS = RegexValidator(r"^[0-9]{4}$", _("Enter four digits."))
_PHONE = RegexValidator(r"^\+?[0-9 ()./-]{6,30}$", _("This is not a telephone number."))


def list_roles() -> list[tuple[str, object]]:
    """The roles with what each may do."""
    return [
        (Role.READER.value, _("Reader: sees everything, changes nothing")),
        (Role.DELEGATE.value, _("Delegate: sees everything and may act")),
        (Role.HOLDER.value, _("Holder: may act, and decides who has access")),
    ]


class FactsForm(forms.Form):
    """What an invoice says, enough to name one customer account."""

    number = forms.CharField(
        label=_("Customer number"),
        help_text=_("At the top right of each invoice."),
        max_length=20,
        validators=[_NUMBER],
        error_messages={"required": _("Enter your customer number.")},
    )
    digits = forms.CharField(
        label=_("Last 4 digits of your supply-point number"),
        min_length=4,
        max_length=4,
        validators=[_DIGITS],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter the last 4 digits of your supply-point number.")},
    )

    def __init__(self, *args: Any, kind: str, brand: BrandInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_french = brand.country == "FR"
        self.fields["digits"].help_text = (
            _("Of the PDL of your meter, on the invoice. If you have several, any of them will do.")
            if is_french
            else _("Of the EAN of your meter, on the invoice. If you have several, any will do.")
        )
        if kind == AccountKind.BUSINESS:
            self.fields["enterprise_number"] = forms.CharField(
                label=_("SIREN number") if is_french else _("Enterprise number"),
                help_text=_("Nine digits.") if is_french else _("For example 0123.456.749."),
                max_length=20,
                error_messages={
                    "required": _("Enter your SIREN number.")
                    if is_french
                    else _("Enter your enterprise number.")
                },
            )
            self.order_fields(["number", "digits", "enterprise_number"])

    @property
    def facts(self) -> AccountFacts:
        """What was typed, for the operation."""
        return AccountFacts(
            number=self.cleaned_data["number"],
            digits=self.cleaned_data["digits"],
            enterprise_number=self.cleaned_data.get("enterprise_number", ""),
        )


class NewPersonForm(forms.Form):
    """Name and password of somebody who signs in here for the first time."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_(
            "At least 10 characters. A few words that only you would put together are good."
        ),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )

    def email_given(self) -> str:
        """The address that the password must not resemble."""
        return str(self.cleaned_data.get("email", ""))

    def clean(self) -> dict[str, Any]:
        """Check the password against the rules, name and address in mind."""
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password:
            try:
                check_new_password(password, name=cleaned.get("name", ""), email=self.email_given())
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class SignUpForm(NewPersonForm, FactsForm):
    """The whole of signing up, on one page."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We send you a link there to confirm it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("This is not an e-mail address."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["number", "digits", "enterprise_number", "name", "email", "password"])


class InvitedPersonForm(NewPersonForm):
    """Signing up through an invitation: the address is the invited one."""

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def email_given(self) -> str:
        """The invited address."""
        return self._email


class InviteForm(forms.Form):
    """Whom to invite, and in which role."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Enter the e-mail address of the person you invite."),
            "invalid": _("This is not an e-mail address."),
        },
    )
    role = forms.ChoiceField(
        label=_("What may this person do?"),
        widget=forms.RadioSelect,
        choices=list_roles,
        initial=Role.READER,
    )


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(
        label=_("What may this person do?"), widget=forms.RadioSelect, choices=list_roles
    )


class TokenForm(forms.Form):
    """A new token: for what, how long, with which rights."""

    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("For example the name of your application."),
        max_length=80,
        error_messages={"required": _("Give the token a name.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        widget=forms.CheckboxSelectMultiple,
        choices=TokenScope.choices,
        initial=[TokenScope.READ],
        error_messages={"required": _("Choose at least one thing that this token may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("How long is it valid?"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("1 year"))],
        initial=90,
    )


class ProfileForm(forms.Form):
    """Name, telephone number, language."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        validators=[_PHONE],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("Of these pages and of our mails to you.")
    )

    def __init__(self, *args: Any, brand: BrandInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list_language_choices(brand)


def list_language_choices(brand: BrandInfo) -> list[tuple[str, str]]:
    """The brand's languages, each by its own name."""
    from django.utils.translation import get_language_info

    return [
        (code, str(get_language_info(code)["name_local"]).capitalize()) for code in brand.languages
    ]
