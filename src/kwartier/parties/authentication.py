"""How the sign-in library meets our people: one brand at a time."""

import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS, connection
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kwartier.parties._sealing import seal, unseal
from kwartier.parties.models import Person
from kwartier.parties.naming import name_by_email
from kwartier.parties.operations import activate_memberships
from kwartier.parties.queries import find_agent
from kwartier.parties.queries.accounts import ACCOUNTS_OF_PERSON, read_accounts
from kwartier.platform import mail
from kwartier.platform.prepared import fetch_rows
from kwartier.platform.tenancy import BrandedRequest, enter_as_person, forget_person
from kwartier.platform.wording import speak_instant

_MAIL_TOPICS = "identity"
# A link in a mail lets somebody in who reads the mail; it does not show who they are.
_SHOWN_BY = {"password", "mfa"}
# spoken when the mail is written, in the language of who receives it
_speak_lazily = lazy(speak_instant, str)
# What pages ask of a person, in the order of the model; the rest is read when it is wanted.
_PERSON_COLUMNS = (
    *("id", "password", "brand_id", "login_key", "email", "name", "language", "phone"),
    *("is_active", "is_staff"),
)
_PERSON = (
    f"SELECT {', '.join(f'p.{name}' for name in _PERSON_COLUMNS)}, {ACCOUNTS_OF_PERSON}"  # noqa: S608
    " FROM parties_person p WHERE p.id = %(person)s::bigint"
)


class BrandBackend(AuthenticationBackend):
    """Checks e-mail address and password of a person of the request's brand."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session with their accounts, in one prepared question: every page asks."""
        for *row, accounts in fetch_rows(_PERSON, {"person": user_id}):
            person = Person.from_db(DEFAULT_DB_ALIAS, _PERSON_COLUMNS, row)
            person.read_accounts = read_accounts(accounts)
            return person if self.user_can_authenticate(person) else None
        return None

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Person | None:
        email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        password = str(credentials.get("password") or "")
        if request is None or not email or not hasattr(request, "brand"):
            return None
        name_by_email(email)
        key = f"{cast('BrandedRequest', request).brand.key}:{email}"
        person = Person.objects.filter(login_key=key, is_active=True).first()
        return cast("Person | None", self._check_password(person, password))


class BrandAccountAdapter(DefaultAccountAdapter):
    """Keeps the sign-in library within the brand, and its mails in our outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _(
            "There were too many attempts. Wait a few minutes, then try again."
        ),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right, or it is no longer valid."),
        "duplicate_email": _("This is your address already."),
        "invalid_password_reset": _("This link is no longer valid. Ask for a new one."),
        "rate_limited": _("There were too many attempts. Wait a few minutes, then try again."),
    }

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and tell the database at once who is asking."""
        super().login(request, user)
        enter_as_person(person_id=user.pk)

    def logout(self, request: HttpRequest) -> None:
        """Sign out, also for the rest of this transaction."""
        super().logout(request)
        forget_person(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """An agent's day begins in the office, a customer's on the overview."""
        if find_agent(request.user.pk or 0) is not None:
            return f"{get_script_prefix()}office/"
        return str(super().get_login_redirect_url(request))

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever signed in a moment ago has just shown who they are: nothing is asked twice."""
        if not super().is_reauthentication_required(app=app, **more):
            return False
        return not _signed_in_lately(self.request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's contract
        """Signing up goes through our own journey, against a customer number."""
        return False

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address, unless it meanwhile belongs to somebody else of the brand.

        The library looks for the same address on the whole installation; ours is unique per brand.
        What waited for the confirmation (pending memberships) counts from here.
        """
        brand = cast("BrandedRequest", request).brand
        person = email_address.user
        if person.brand_id != brand.id or _is_taken(email_address.email, person.pk):
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
        email_address.verified = True
        if not super().confirm_email(request, email_address):
            return False
        activate_memberships(
            brand=brand, person_id=person.pk, now=cast("BrandedRequest", request).now
        )
        return True

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of the library's mails in our outbox, in the person's language.

        ``account/email/password_reset_key`` becomes our topic ``identity/password_reset_key``.
        """
        request = cast("BrandedRequest", self.request)
        person = context.get("user") or (request.user if request.user.is_authenticated else None)
        kept = {key: value for key, value in context.items() if key != "request"}
        mail.queue(
            brand=request.brand,
            recipient=email,
            language=person.language if person else request.LANGUAGE_CODE,
            topic=f"{_MAIL_TOPICS}/{_name_mail(template_prefix, person)}",
            context={
                **kept,
                "email": email,
                "person": person,
                # the library's own moment is UTC on the machine's clock, also in a demonstration
                "moment": _speak_lazily(request.now, request.brand.timezone_name),
            },
            at=request.now,
            person_id=person.pk if person else None,
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person of a change, in their language, also where nobody is signed in."""
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Brands share a host in a demonstration; their people do not share failed attempts.
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{cast('BrandedRequest', request).brand.key}:{key}"


class BrandMfaAdapter(DefaultMFAAdapter):
    """Names the brand where an app or a passkey shows who asks, and keeps secrets sealed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it is no longer valid."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A kept secret as it is used."""
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The issuer shown in the authenticator app: the brand."""
        return self._get_site_name()

    def _get_site_name(self) -> str:
        return str(cast("BrandedRequest", context.request).brand.name)


def _signed_in_lately(request: HttpRequest) -> bool:
    """Whether this session began with a password, code or passkey as lately as a confirmation counts."""
    # By the clock that the library writes its records with.
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    shown = get_authentication_records(request, cast("Person", request.user))
    return any(each["method"] in _SHOWN_BY and each["at"] > since for each in shown)


def _name_mail(template_prefix: str, person: Person | None) -> str:
    """The last part of a mail's topic. Who has confirmed no address yet is still signing up.

    The library sends the mail of a new address, which speaks of an old one, to whoever signs in
    before the first is confirmed.
    """
    name = template_prefix.rpartition("/")[2]
    if name != "email_confirmation" or person is None:
        return name
    has_confirmed = EmailAddress.objects.filter(user=person, verified=True).exists()
    return name if has_confirmed else "email_confirmation_signup"


def _is_taken(email: str, person_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT parties_email_taken(%s, %s)", [email, person_id])
        return bool(cursor.fetchone()[0])
