"""How the sign-in library meets our people: one brand at a time."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from kwartier.parties.models import Person
from kwartier.platform.tenancy import BrandedRequest, enter_as_person


class BrandBackend(AuthenticationBackend):
    """Checks e-mail address and password of a person of the request's brand."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Person | None:
        email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        password = str(credentials.get("password") or "")
        if request is None or not email or not hasattr(request, "brand"):
            return None
        key = f"{cast('BrandedRequest', request).brand.key}:{email}"
        person = Person.objects.filter(login_key=key, is_active=True).first()
        return cast("Person | None", self._check_password(person, password))


class BrandAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Keeps the sign-in library within the brand, and its mails in our outbox."""

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in, and tell the database at once who is asking."""
        super().login(request, user)
        enter_as_person(person_id=user.pk)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's contract
        """Signing up goes through our own journey, against a customer number."""
        return False


class BrandMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names the brand where an authenticator app or a passkey shows who asks."""

    def get_totp_issuer(self) -> str:
        """The issuer shown in the authenticator app."""
        return str(settings.MFA_TOTP_ISSUER)
