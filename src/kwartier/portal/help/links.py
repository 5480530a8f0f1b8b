"""Where the placeholders of help articles lead on this site: ``{{page:advance}}``, ``{{article:key}}``."""

from django.urls import reverse

PAGES = {
    "archive": "portal:archive",
    "bank_details": "portal:bank_details",
    "cannot_pay": "portal:cannot_pay",
    "delivery": "portal:delivery",
    "advance": "portal:advances",
    "contact": "portal:contact",
    "contract": "portal:contract",
    "direct_debit": "portal:direct_debit",
    "language": "portal:profile",
    "members": "portal:members",
    "open_request": "portal:open_request",
    "payments": "portal:payments",
    "readings": "portal:readings",
    "reminders": "portal:reminders",
    "requests": "portal:requests",
    "security": "portal:security",
    "sessions": "usersessions_list",
    "sign_in": "account_login",
    "sign_up": "portal:signup",
}


def link(kind: str, name: str) -> str:
    """The address behind a placeholder of a kind (``page`` or ``article``).

    Raises:
        KeyError: an article speaks of a page that this site does not have.
    """
    return (
        reverse("portal:help_article", args=[name]) if kind == "article" else reverse(PAGES[name])
    )
