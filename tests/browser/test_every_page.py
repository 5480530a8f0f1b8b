"""Every page in a real browser: accessible in both themes, quiet, light, and never wider than the screen.

A page is loaded once with each brand, and is made 320 pixels wide there. It is looked at by axe wide and light
with one brand, narrow and dark with the other, by turns; all shapes in all colors of both brands are in the
gallery.
"""

import gzip
import urllib.request
from datetime import date

import pytest

from axe_core import list_violations, read_axe
from page_kinds import Page, Who
from page_list import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

BRANDS = {"merel": "BE", "plein-midi": "FR"}
PARTS = 3
VIEWS = (("light", 1280), ("dark", 390))
NARROW = 320
FIRST_VISIT_BYTES, CSS_BYTES, JS_BYTES = 120_000, 30_000, 20_000
# The one page that draws in the browser may bring what it draws with.
EXPLORER, ITS_FIRST_VISIT_BYTES, ITS_JS_BYTES = "portal:explorer", 180_000, 40_000
GALLERY = "ui:gallery"  # looked at, in all its shapes, by tests/rooms/ui/test_gallery_in_browser.py


def take_samples(demonstration, brand: str) -> dict:
    """The samples of a brand; days come as texts, which the addresses want as they are."""
    samples = demonstration.samples[brand]
    return {
        name: date.fromisoformat(value) if name.endswith("_day") else value
        for name, value in samples.items()
    }


def list_pages(country: str, part: int) -> list[Page]:
    """A third of the pages, so that the work is shared between workers."""
    shown = [page for page in PAGES if page.is_shown_in(country) and page.route != GALLERY]
    return shown[part::PARTS]


def enter_as(who: Who, brand: str, *, demonstration, visit, enter):
    """Somebody who may see a page of this kind."""
    if who is Who.VISITOR:
        return visit(brand=brand)
    if who is Who.HALFWAY:
        return visit(brand=brand).sign_in("agent")
    samples = demonstration.samples[brand]
    logins = {Who.AGENT: "agent", Who.UNSIGNED: samples["unsigned"]}
    login = logins.get(who, samples["login"])
    return enter(login, brand=brand).confirm_password()


class Weights:
    """How much each file weighs on its way, compressed as a proxy in front would."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, url: str) -> int:
        if url not in self.known:
            with urllib.request.urlopen(url.replace("localhost", "127.0.0.1")) as answer:
                body = answer.read()
            is_packed = url.endswith(".woff2")
            self.known[url] = len(body) if is_packed else len(gzip.compress(body))
        return self.known[url]


LOADED = "performance.getEntriesByType('resource').map(each => each.name)"


def weigh(page, weights: Weights, route: str) -> list[str]:
    """What the open page weighs too much, on a first visit."""
    draws = route == EXPLORER
    html = len(gzip.compress(page.content().encode()))
    loaded = sorted(set(page.evaluate(LOADED)))
    files = {url: weights.of(url) for url in loaded if "/static/" in url}
    total = html + sum(files.values())
    css = sum(size for url, size in files.items() if url.endswith(".css"))
    script = sum(size for url, size in files.items() if url.endswith(".js"))
    return [
        f"{word} weighs {size} bytes, the budget is {budget}"
        for word, size, budget in (
            ("the first visit", total, ITS_FIRST_VISIT_BYTES if draws else FIRST_VISIT_BYTES),
            ("CSS", css, CSS_BYTES),
            ("JavaScript", script, ITS_JS_BYTES if draws else JS_BYTES),
        )
        if size > budget
    ]


def list_views(page: Page, brand: str) -> tuple[tuple[str, int], ...]:
    """How a page of a brand is looked at: in each way where no other brand has the page."""
    turn = PAGES.index(page) + list(BRANDS).index(brand)
    return VIEWS if page.country else (VIEWS[turn % len(VIEWS)],)


def look_around(page, views: tuple[tuple[str, int], ...]) -> list[str]:
    """What is wrong with the open page in any of these views, or 320 pixels wide."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    found = []
    for scheme, width in views:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{scheme} {width}: {each}" for each in list_violations(page)]
    page.set_viewport_size({"width": NARROW, "height": 800})
    needed = page.evaluate("document.documentElement.scrollWidth")
    if needed > NARROW:
        found.append(f"{NARROW} pixels: the page is {needed} wide")
    return found


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("brand", BRANDS)
def test_every_page_is_accessible_quiet_light_and_narrow(demonstration, visit, enter, brand, part):
    if read_axe() is None:
        pytest.skip("axe-core cannot be fetched here")
    samples, weights = take_samples(demonstration, brand), Weights()
    visitors, found = {}, []
    for page in list_pages(BRANDS[brand], part):
        if page.who not in visitors:
            visitors[page.who] = enter_as(
                page.who, brand, demonstration=demonstration, visit=visit, enter=enter
            )
        visitor = visitors[page.who]
        answer = visitor.load(page.path(samples))
        wrong = [f"answered {answer.status}"] if answer.status != page.status else []
        if answer.status >= 500:
            wrong.append(demonstration.quote_failure())
        if page.who is not Who.VISITOR and "/account/login/" in visitor.page.url:
            wrong.append("asks to sign in")
        wrong += weigh(visitor.page, weights, page.route)
        wrong += look_around(visitor.page, list_views(page, brand))
        wrong += visitor.problems + [f"fetches {url}" for url in visitor.strangers]
        visitor.problems, visitor.strangers = [], []
        found += [f"{page.route} {page.path(samples)}: {each}" for each in wrong]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_no_page_is_left_out_of_the_thirds():
    for country in BRANDS.values():
        looked_at = [page for part in range(PARTS) for page in list_pages(country, part)]
        elsewhere = {page.route for page in PAGES if not page.is_shown_in(country)} | {GALLERY}
        assert {page.route for page in looked_at} | elsewhere == {page.route for page in PAGES}


def test_each_page_is_seen_in_each_way():
    for page in PAGES:
        shown = [brand for brand, country in BRANDS.items() if page.is_shown_in(country)]
        assert {view for brand in shown for view in list_views(page, brand)} == set(VIEWS)


def test_the_checks_see_an_offence(visit):
    """A picture without words, a script of a stranger, an element too wide: each would be noted."""
    if read_axe() is None:
        pytest.skip("axe-core cannot be fetched here")
    visitor = visit().open("/account/login/")
    visitor.page.evaluate(
        """() => { document.querySelector('main').insertAdjacentHTML('beforeend',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><canvas width=900 height=9></canvas>'); }"""
    )
    found = look_around(visitor.page, VIEWS)
    assert any("image-alt" in each for each in found)
    assert any("320 pixels" in each for each in found)
    visitor.page.evaluate(
        """() => new Promise(done => { const script = document.createElement('script');
        script.src = 'http://stranger.example/x.js'; script.onerror = done; document.head.append(script); })"""
    )
    assert any("Content Security Policy" in each for each in visitor.problems)
