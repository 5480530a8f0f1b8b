"""The rules for a new password."""

from django.contrib.auth.password_validation import validate_password

from kwartier.parties.models import Person


def check_new_password(password: str, *, name: str, email: str) -> None:
    """Check a password that somebody wants, before that somebody exists.

    Raises:
        django.core.exceptions.ValidationError: too short, too common, or too like name or address.
    """
    validate_password(password, Person(name=name, email=email))
