"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from kwartier.parties.models import ApiToken, CustomerAccount, Invitation, Membership, Person
from kwartier.platform.exporting import ExportedTable, by_account, by_person

EXPORTED: Final = (
    ExportedTable(
        name="account",
        model=CustomerAccount,
        says=_("Your customer account: name, number, language, addresses."),
        columns=(
            "number",
            "kind",
            "name",
            "enterprise_number",
            "language",
            "email",
            "phone",
            "mailing_street",
            "mailing_postal_code",
            "mailing_city",
            "key_account_manager__person__name",
            "created_at",
        ),
        scope=by_account("id"),
    ),
    ExportedTable(
        name="person",
        model=Person,
        says=_("You, who signed in and took this file: name, e-mail address, telephone."),
        columns=("last_login", "email", "name", "language", "phone", "created_at"),
        scope=by_person("id"),
        left_out={
            "password": "a hash, and a secret",
            "login_key": "the e-mail address once more",
            "is_staff": "of the technicians alone",
            "is_active": "whoever reads this is",
        },
    ),
    ExportedTable(
        name="members",
        model=Membership,
        says=_("Who has, had or asked for access to the account, in which role."),
        columns=("person__name", "person__email", "role", "state", "created_at", "ended_at"),
        scope=by_account(),
    ),
    ExportedTable(
        name="invitations",
        model=Invitation,
        says=_("The invitations to the account."),
        columns=(
            "email",
            "role",
            "invited_by__name",
            "created_at",
            "expires_at",
            "accepted_at",
            "withdrawn_at",
        ),
        scope=by_account(),
        left_out={"token_hash": "a secret"},
    ),
    ExportedTable(
        name="tokens",
        model=ApiToken,
        says=_("Your API tokens, without their secrets."),
        columns=(
            "name",
            "prefix",
            "scopes",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ),
        scope=by_person(),
        left_out={"token_hash": "a secret", "person_id": "all are of whoever asks"},
    ),
    ExportedTable(
        name="sign_in_addresses",
        model=EmailAddress,
        says=_("The e-mail addresses with which you sign in."),
        columns=("email", "verified", "primary"),
        scope=by_person("user_id"),
        left_out={"user_id": "all are of whoever asks"},
    ),
    ExportedTable(
        name="second_factors",
        model=Authenticator,
        says=_("Your second factors and passkeys, without their secrets."),
        columns=("type", "created_at", "last_used_at"),
        scope=by_person("user_id"),
        left_out={"user_id": "all are of whoever asks", "data": "a secret"},
    ),
    ExportedTable(
        name="sessions",
        model=UserSession,
        says=_("Where you are signed in."),
        columns=("created_at", "ip", "last_seen_at", "user_agent"),
        scope=by_person("user_id"),
        left_out={
            "user_id": "all are of whoever asks",
            "session_key": "a secret",
            "data": "of the session library",
        },
    ),
)
