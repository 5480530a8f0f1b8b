"""What a person does in a browser, in a line each."""

import re
import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from demonstration import Demonstration
from playwright.sync_api import Browser, Page

from kwartier.demo.generator.stories import AGENT_TOTP_SECRET, MAIL_DOMAIN, PASSWORD

# The texts of the pages come in four languages; the tests look for names, numbers and attributes.
_SIGN_IN = "form[action$='/account/login/']"


class Visitor:
    """A person with a browser context: signs in, opens pages, and notes what goes wrong there."""

    def __init__(self, demonstration: Demonstration, page: Page, *, brand: str = "merel") -> None:
        self.demonstration, self.page, self.brand = demonstration, page, brand
        self.problems: list[str] = []
        self.strangers: list[str] = []
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("request", self._note_request)

    def _note_console(self, said: Any) -> None:
        # an answer such as 422 is noted by the browser as a failed load; the tests look at it
        if said.type in {"error", "warning"} and "Failed to load resource" not in said.text:
            self.problems.append(f"{self.page.url}: {said.text}")

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.demonstration.origin, "data:")):
            self.strangers.append(request.url)

    def open(self, path: str = "/") -> "Visitor":
        """Open a page of the brand."""
        self.page.goto(self.demonstration.url(self.brand, path))
        return self

    @property
    def path(self) -> str:
        """Where the browser is, below the brand's prefix, without the query."""
        return re.sub(rf"^.*?/{self.brand}(/[^?#]*).*$", r"\1", self.page.url)

    @property
    def language(self) -> str:
        """The language of the page."""
        return str(self.page.locator("html").get_attribute("lang"))

    def text(self, selector: str) -> str:
        """What stands there, its spaces made equal."""
        return normalize(self.page.locator(selector).first.text_content() or "")

    def sign_in(self, login: str, password: str = PASSWORD) -> "Visitor":
        """Give the address and the password of a story."""
        self.open("/account/login/")
        address = login if "@" in login else f"{login}@{MAIL_DOMAIN}"
        self.page.fill(f"{_SIGN_IN} [name=login]", address)
        self.page.fill(f"{_SIGN_IN} [name=password]", password)
        self.page.click(f"{_SIGN_IN} [type=submit]")
        return self

    def give_code(self) -> "Visitor":
        """The second factor of an agent: once for each, because a code is taken once only."""
        for _ in range(2):  # again where the half minute ended between the reading and the sending
            self.page.fill("[name=code]", next_code())
            self.page.click("form:has([name=code]) [type=submit]")
            if self.path != "/account/2fa/authenticate/":
                break
        return self

    def confirm_password(self) -> "Visitor":
        """Say once more who it is, as before something sensitive."""
        self.open("/account/reauthenticate/")
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form:has([name=password]) [type=submit]")
        return self

    def sign_out(self) -> "Visitor":
        """By the button in the person's menu."""
        self.page.click("[popovertarget=account]")
        self.page.click("#account form [type=submit]")
        return self


def normalize(text: str) -> str:
    """One ordinary space wherever there are spaces of any kind; no invisible joiners."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "")).strip()


def next_code() -> str:
    """The code of this half minute from the agents' secret."""
    return str(format_hotp_value(hotp_value(AGENT_TOTP_SECRET, int(time.time()) // 30)))


def open_visitors(
    browser: Browser, demonstration: Demonstration
) -> tuple[Callable[..., Visitor], Callable[[], None]]:
    """A maker of visitors, and what closes their contexts."""
    opened: list[Visitor] = []

    def make(*, brand: str = "merel", state: Any = None, **options: Any) -> Visitor:
        context = browser.new_context(
            reduced_motion="reduce",
            storage_state=state,
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-IE", **options},
        )
        context.set_default_timeout(15_000)
        visitor = Visitor(demonstration, context.new_page(), brand=brand)
        opened.append(visitor)
        return visitor

    def close() -> None:
        for visitor in opened:
            visitor.page.context.close()

    return make, close
