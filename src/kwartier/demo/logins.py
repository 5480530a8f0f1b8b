"""The logins of the demonstration, for the sign-in page and the console."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kwartier.demo.generator import french_homes
from kwartier.demo.generator.french_stories import french_stories
from kwartier.demo.generator.people import AGENT, SECOND_AGENT
from kwartier.demo.generator.stories import (
    AGENT_TOTP_SECRET,
    MAIL_DOMAIN,
    PASSWORD,
    Text,
    belgian_stories,
)

__all__ = ["AGENT_TOTP_SECRET", "PASSWORD", "Login", "list_logins"]


@dataclass(frozen=True, slots=True)
class Login:
    """An address to sign in with, and what there is to see."""

    email: str
    shows: Text


def list_logins(brand_key: str) -> list[Login]:
    """The logins of a brand, the agents last."""
    if brand_key == "merel":
        logins = [Login(story.email, story.shows) for story in belgian_stories()]
        logins += [
            Login(f"wout@{MAIL_DOMAIN}", _("may act for jef")),
            Login(f"tine@{MAIL_DOMAIN}", _("may look at jef's account")),
        ]
    else:
        logins = [
            Login(f"{login}@{MAIL_DOMAIN}", shows) for login, _, _, shows in french_homes.STORIES
        ]
        logins += [Login(f"{home.login}@{MAIL_DOMAIN}", home.shows) for home in french_stories()]
    logins.append(Login(f"{AGENT}@{MAIL_DOMAIN}", _("works in the office (/office/)")))
    approves = _("works in the office too, and approves what the first plans: bills and refunds")
    logins.append(Login(f"{SECOND_AGENT}@{MAIL_DOMAIN}", approves))
    return logins
