"""Saying whom a request is about before anybody is signed in: the database then shows that one person.

Each function answers with the person's id, or None where the brand has nobody like that. For somebody
who is signed in, naming another changes nothing: the policies look at who asks first.
"""

from allauth.account import app_settings
from allauth.account.utils import url_str_to_user_pk
from django.core import signing
from django.db import connection

_A_DAY = 86_400
_LARGEST_ID = 2**63 - 1


def name_by_email(email: str) -> int | None:
    """The person with this address, if it is their own or a confirmed one."""
    return _name(email=email)


def name_by_id(written_id: object) -> int | None:
    """The person with this id, as the sign-in library writes it into links and sessions."""
    try:
        person_id = int(url_str_to_user_pk(str(written_id)))  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        return None
    return _name(person_id=person_id)


def name_by_confirmation(key: str) -> int | None:
    """The person whose address a link confirms; a key that we did not sign names nobody."""
    longest = app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS * _A_DAY
    try:
        address_id = signing.loads(key, max_age=longest, salt=app_settings.SALT)
    except signing.BadSignature:
        return None
    return _name(address_id=int(address_id))


def name_newcomer() -> int:
    """The id that a person who is about to be created will have."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT parties_name_newcomer()")
        return int(cursor.fetchone()[0])


def _name(
    *, email: str = "", person_id: int | None = None, address_id: int | None = None
) -> int | None:
    if "\0" in email or (person_id or 0) > _LARGEST_ID:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parties_name_person(%s, %s, %s)", [email or None, person_id, address_id]
        )
        found: int | None = cursor.fetchone()[0]
    return found
