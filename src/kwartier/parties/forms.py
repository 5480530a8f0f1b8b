"""The sign-in library's forms, in our words, and narrowed to the request's brand.

Row-level security narrows them too; these checks hold when the database's policies are not in the
way (a process that runs as the owner).
"""

from time import monotonic, sleep
from typing import Any, cast

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import gettext_lazy as _

from kwartier.parties.called import check_name
from kwartier.parties.models import Person
from kwartier.parties.naming import name_by_email, name_by_id
from kwartier.parties.refusals import NameUnreadable
from kwartier.platform.tenancy import BrandedRequest

# Longer than writing the mail takes; asking is limited to a few times a minute.
_RESET_SECONDS = 0.1

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "remember": _("Stay signed in on this device"),
    "code": _("Code"),
    "name": _("Name of this passkey"),
    "passwordless": _("Sign in with this passkey alone, without a password"),
}
HINTS = {
    "password1": _(
        "At least 10 characters. A few words that only you would put together are good."
    ),
    "passwordless": _(
        "Your device then asks for your fingerprint, your face or its PIN. Untick this for a "
        "security key that has none of them."
    ),
}


def _brand_id() -> int:
    return cast("BrandedRequest", context.request).brand.id


class InOurWords:
    """Our labels and hints; no placeholder says what a label says."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, "")


class SignInForm(InOurWords, account.LoginForm):
    """E-mail address and password."""


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    """The password once more, before something sensitive."""


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    """The current password and a new one."""


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    """A first password."""


class ChangeEmailForm(InOurWords, account.AddEmailForm):
    """The new address; it counts once it is confirmed."""


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    """A new password, behind the link of a mail."""


class BrandResetPasswordForm(InOurWords, account.ResetPasswordForm):
    """Mails a link to the person of this brand, and to nobody of another."""

    def clean_email(self) -> str:
        """Look the address up in the brand; an unknown one is not given away."""
        name_by_email(str(self.cleaned_data["email"]))
        email = str(super().clean_email())
        self.users = [person for person in self.users if person.brand_id == _brand_id()]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Mail the link; with or without one the answer takes equally long.

        Writing the mail takes a known address 10 to 20 ms longer, which a stranger can measure.
        """
        started = monotonic()
        email = str(super().save(request, **kwargs))
        sleep(max(0.0, _RESET_SECONDS - (monotonic() - started)))
        return email


class BrandUserTokenForm(account.UserTokenForm):
    """Reads whose link it is."""

    def _get_user(self, uidb36: str) -> Person | None:
        name_by_id(uidb36)
        person = super()._get_user(uidb36)  # type: ignore[no-untyped-call]
        return person if person is not None and person.brand_id == _brand_id() else None


class SecondFactorForm(InOurWords, mfa.AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""


class SecondFactorAgainForm(InOurWords, mfa.ReauthenticateForm):
    """As :class:`SecondFactorForm`, before something sensitive."""


class ActivateTotpForm(InOurWords, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""


class Named:
    """A form with a name, which has to be one that somebody can read; one may be left out."""

    cleaned_data: dict[str, Any]

    def clean_name(self) -> str:
        """The name as it is kept."""
        typed = str(self.cleaned_data["name"])
        try:
            return check_name(typed) if typed else ""
        except NameUnreadable as refusal:
            raise ValidationError(refusal.say_all()) from None


class AddPasskeyForm(Named, InOurWords, webauthn.AddWebAuthnForm):
    """A new passkey or security key; a passkey opens the house alone, unless somebody unticks it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Named, InOurWords, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""


class BrandLoginWebAuthnForm(webauthn.LoginWebAuthnForm):
    """Signs in by passkey; brands on one host share the browser's passkeys, not their people."""

    def clean_credential(self) -> Authenticator:
        """Check the passkey, then that it belongs to an active person of this brand."""
        name_by_id(_read_user_handle(self.cleaned_data["credential"]))
        authenticator: Any = super().clean_credential()
        person = authenticator.user
        if person.brand_id != _brand_id() or not person.is_active:
            raise get_adapter().validation_error("incorrect_code")
        return cast("Authenticator", authenticator)


def _read_user_handle(credential: Any) -> str:
    """The id that a passkey gives for its person; an empty text where it gives none."""
    try:
        return urlsafe_base64_decode(credential["response"]["userHandle"]).decode()
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""
