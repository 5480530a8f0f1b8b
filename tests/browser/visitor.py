"""What a person does in a browser, in a line each."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from demonstration import Demonstration
from playwright.sync_api import Browser, Page, Response

from kwartier.demo.generator.stories import AGENT_TOTP_SECRET, MAIL_DOMAIN, PASSWORD

# The texts of the pages come in four languages; the tests look for names, numbers and attributes.
_SIGN_IN = "form[action$='/account/login/']"
# Never waited for where all is well; a loaded machine must not fail a test.
PATIENCE_MS = 60_000


class Visitor:
    """A person with a browser context: signs in, opens pages, and notes what goes wrong there.

    What leads to another page goes through ``follow``, ``press_enter`` or ``leaving``, which wait until
    that page is loaded. A page that is left in any other way is noted as ``hasty`` and fails the test:
    whatever is asked next would be asked of the old page or of the new one, as chance has it.
    """

    def __init__(self, demonstration: Demonstration, page: Page, *, brand: str = "merel") -> None:
        self.demonstration, self.page, self.brand = demonstration, page, brand
        self.problems: list[str] = []
        self.strangers: list[str] = []
        self.hasty: list[str] = []
        self._is_leaving = False
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
        if request.is_navigation_request() and not self._is_leaving:
            self.hasty.append(request.url)

    @contextmanager
    def leaving(self, **expected: Any) -> Iterator[None]:
        """Around what leads to another page, or to the same one anew: it ends when that is loaded."""
        self._is_leaving = True
        try:
            with self.page.expect_navigation(**expected):
                yield
        finally:
            self._is_leaving = False

    def load(self, path: str = "/") -> Response:
        """The answer to an address of the brand, which is then open."""
        with self.leaving():
            answer = self.page.goto(self.demonstration.url(self.brand, path))
        assert answer is not None
        return answer

    def open(self, path: str = "/") -> "Visitor":
        """Open a page of the brand."""
        self.load(path)
        return self

    def follow(self, selector: str) -> "Visitor":
        """Press a link or a button that leads to a page."""
        with self.leaving():
            self.page.click(selector)
        return self

    def press_enter(self, selector: str) -> "Visitor":
        """Send a form from one of its fields."""
        with self.leaving():
            self.page.press(selector, "Enter")
        return self

    def go(self, steps: int) -> "Visitor":
        """Back (-1) or on (1) in the history.

        By the document: the browser's protocol knows no history while one page takes another's place.
        """
        with self.leaving():
            self.page.evaluate("steps => history.go(steps)", steps)
        return self

    def reload(self) -> "Visitor":
        """Ask for the same page anew."""
        with self.leaving():
            self.page.reload()
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
        return self.follow(f"{_SIGN_IN} [type=submit]")

    def give_code(self) -> "Visitor":
        """The second factor of an agent: once for each, because a code is taken once only."""
        for _ in range(2):  # again where the half minute ended between the reading and the sending
            self.page.fill("[name=code]", next_code())
            self.follow("form:has([name=code]) [type=submit]")
            if self.path != "/account/2fa/authenticate/":
                break
        return self

    def confirm_password(self) -> "Visitor":
        """Say once more who it is, as before something sensitive."""
        self.open("/account/reauthenticate/")
        self.page.fill("[name=password]", PASSWORD)
        return self.follow("main form:has([name=password]) [type=submit]")

    def sign_out(self) -> "Visitor":
        """By the button in the person's menu."""
        self.page.click("[popovertarget=account]")
        return self.follow("#account form [type=submit]")


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
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(demonstration, context.new_page(), brand=brand)
        opened.append(visitor)
        return visitor

    def close() -> None:
        for visitor in opened:
            visitor.page.context.close()
        hasty = [url for visitor in opened for url in visitor.hasty]
        assert hasty == [], "a page was left without waiting for the next: use follow or leaving"

    return make, close
