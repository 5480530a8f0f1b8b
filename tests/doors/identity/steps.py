"""What a person does in a browser, in a line each."""

import re
from typing import Any

from django.test import Client

from house_factory import PASSWORD
from kwartier.platform.models import OutboxMail

FACTS = {"number": "M-100234", "digits": "1234"}


def sign_up(client: Client, email: str, *, brand: str = "merel", **changes: Any):
    """Send the sign-up form of a household."""
    typed = {**FACTS, "name": "Jan Janssens", "email": email, "password": PASSWORD, **changes}
    return client.post(f"/{brand}/sign-up/{changes.pop('kind', 'household')}/", typed)


def sign_in(client: Client, email: str, password: str = PASSWORD, *, brand: str = "merel", **more):
    """Send the sign-in form."""
    return client.post(f"/{brand}/account/login/", {"login": email, "password": password, **more})


def confirm_identity(client: Client, password: str = PASSWORD, *, brand: str = "merel"):
    """Give the password once more, as before something sensitive."""
    return client.post(f"/{brand}/account/reauthenticate/", {"password": password})


def let_time_pass(client: Client, minutes: int = 11):
    """What was shown in this session about who it is was shown so much earlier."""
    session = client.session
    shown = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        {**each, "at": each["at"] - minutes * 60} for each in shown
    ]
    session.save()


def list_topics(recipient: str) -> list[str]:
    """The topics of the mails to an address, oldest first."""
    mails = OutboxMail.objects.filter(recipient=recipient).order_by("pk")
    return [mail.topic for mail in mails]


def find_link(recipient: str, brand: str = "merel") -> str:
    """The path of the link in the newest mail to an address."""
    mail = OutboxMail.objects.filter(recipient=recipient).order_by("-pk").first()
    found = re.search(rf"http://testserver(/{brand}/\S+)", mail.body_text)
    return found[1]
