"""The gallery in a real browser: accessible, within its budgets, and the slider agrees with the server."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils import translation
from pages import render_view

from axe_core import list_violations, read_axe
from kwartier.ui import gallery, views
from kwartier.ui.charts import balance_figure

pytestmark = pytest.mark.browser

ORIGIN = "http://gallery.test"
POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'"
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}
KEYS = ("merel", "plein-midi")


def open_page(browser, markup, *, bypass_csp=False, **options):
    """Serve one page and the static files from memory, under the strict policy; errors are collected."""
    context = browser.new_context(bypass_csp=bypass_csp, reduced_motion="reduce", **options)
    page = context.new_page()
    page.problems, page.served = [], {}

    def answer(route):
        path = urlsplit(route.request.url).path
        if path == "/":
            body, kind = markup.encode(), "text/html; charset=utf-8"
        else:
            found = finders.find(path.removeprefix("/static/"))
            body = Path(found).read_bytes()
            kind = TYPES[path.rsplit(".", 1)[-1]]
        page.served[path] = len(body) if kind == "font/woff2" else len(gzip.compress(body))
        route.fulfill(body=body, content_type=kind, headers={"Content-Security-Policy": POLICY})

    page.route("**/*", answer)
    page.on(
        "console", lambda said: page.problems.append(said.text) if said.type == "error" else None
    )
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(ORIGIN + "/")
    page.evaluate("() => document.fonts.ready.then(() => true)")  # the last that a page asks for
    return page


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("density", ["", "?density=office"])
def test_axe_finds_nothing_in_the_gallery(browser, key, scheme, density):
    if read_axe() is None:
        pytest.skip("axe-core cannot be fetched here")
    markup = render_view(views.gallery, f"/ui/gallery/{density}", brand=key, language="fr")
    for width in (1280,) if density else (390, 1280):
        page = open_page(
            browser,
            markup,
            bypass_csp=True,
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
        )
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        assert list_violations(page) == []
        page.context.close()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("width", [320, 640])
def test_no_page_scrolls_sideways(browser, key, width):
    page = open_page(
        browser,
        render_view(views.gallery, brand=key, language="fr"),
        viewport={"width": width, "height": 800},
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("key", KEYS)
def test_the_policy_blocks_nothing_and_the_budgets_hold(browser, key):
    page = open_page(browser, render_view(views.gallery, brand=key, language="fr"))
    assert page.problems == []
    weight = {
        kind: sum(size for path, size in page.served.items() if path.endswith(kind))
        for kind in (".css", ".js")
    }
    assert weight[".css"] <= 30_000
    assert weight[".js"] <= 20_000
    assert sum(page.served.values()) <= 120_000
    page.context.close()


def dial_page(amount_cents, locale="fr_BE", language="fr"):
    """The dial and its chart as the server sends them for an amount."""
    with translation.override(language):
        return Template(
            "<!doctype html><html lang=fr><title>t</title><script src=/static/ui/ui.js></script>"
            "{% load ui %}<form method=get>{% dial dial %}{% figure balance %}</form>"
        ).render(
            Context(
                {
                    "locale": locale,
                    "dial": gallery.sample_dial(locale, amount_cents=amount_cents),
                    "balance": balance_figure(
                        gallery.sample_balance(locale, amount_cents=amount_cents)
                    ),
                }
            )
        )


READ = """() => {
  const part = name => document.querySelector(`[data-k=${name}]`), text = name => document.querySelector(name).textContent;
  return { figure: text('[data-dial-figure]'), tone: document.querySelector('[data-dial-figure]').className, band: text('[data-dial-band]'),
    go: text('[data-dial-go]'), disabled: document.querySelector('[data-dial-go]').getAttribute('aria-disabled'),
    spoken: document.querySelector('input[type=range]').getAttribute('aria-valuetext'), field: document.querySelector('input[type=text]').value,
    line: part('line').getAttribute('points'), band_shape: part('band').getAttribute('points'), dot: part('dot').getAttribute('cy'),
    label: part('label').textContent, label_y: part('label').getAttribute('y') };
}"""


def read_dial(page):
    """What the page shows, numbers rounded to a tenth of a pixel, spaces made equal."""
    shown = page.evaluate(READ)

    def plain(text):
        return re.sub(r"\s", " ", text or "")

    def rounded(text):
        return [round(float(number), 1) for number in re.findall(r"-?[\d.]+", text)]

    shapes = {name: rounded(shown.pop(name)) for name in ("line", "band_shape", "dot", "label_y")}
    return {name: plain(text) for name, text in shown.items()}, shapes


@pytest.mark.parametrize("locale", ["fr_BE", "nl_BE", "de_BE", "en_IE"])
def test_the_slider_shows_what_the_server_would_send(browser, locale):
    language = locale[:2]
    moved = open_page(browser, dial_page(13_500, locale, language))
    for amount in (94, 118, 149, 163):
        moved.locator("input[type=range]").evaluate(
            "(range, value) => { range.value = value; range.dispatchEvent(new Event('input')); }",
            str(amount),
        )
        sent = open_page(
            browser, dial_page(amount * 100, locale, language), java_script_enabled=True
        )
        words, shapes = read_dial(moved)
        expected_words, expected_shapes = read_dial(sent)
        assert words == expected_words
        for name, numbers in shapes.items():
            assert numbers == pytest.approx(expected_shapes[name], abs=0.11), name
        sent.context.close()
    assert moved.problems == []
    moved.context.close()


def test_field_buttons_and_arrow_keys_move_the_same_amount(browser):
    page = open_page(browser, dial_page(13_500))
    page.click("[name=step][value='1']")
    assert page.input_value("input[type=text]") == "136"
    page.press("input[type=text]", "ArrowDown")
    page.press("input[type=text]", "ArrowDown")
    assert page.input_value("input[type=range]") == "134"
    page.fill("input[type=text]", "147,50")
    assert "147,50 €" in re.sub(r"\s", " ", page.text_content("[data-dial-go]"))
    page.fill("input[type=text]", "9999")
    assert page.input_value("input[type=range]") in {"147", "148"}
    page.context.close()


def test_without_javascript_the_buttons_and_the_field_submit(browser):
    page = open_page(browser, dial_page(13_500), java_script_enabled=False)
    assert page.locator(".nojs button").count() == 1
    with page.expect_navigation(), page.expect_request(re.compile("step=1")) as sent:
        page.click("[name=step][value='1']")
    assert "amount=135" in sent.value.url
    page.goto(ORIGIN + "/")
    with page.expect_navigation(), page.expect_request(re.compile("amount=140")) as typed:
        page.fill("input[name=amount]", "140")
        page.press("input[name=amount]", "Enter")
    assert "step=" not in typed.value.url
    page.context.close()


def test_a_table_of_many_columns_fits_on_a_sheet(browser):
    """A4 within the margins of print.css has 672 pixels; for what is wider a browser shrinks the whole page."""
    sheets = "".join(
        f'<link rel="stylesheet" href="/static/ui/{name}.css">'
        for name in ("tokens", "base", "components", "print")
    )
    row = dict.fromkeys(
        ("Verbruikt", "Dag", "Nacht", "Injectie dag", "Injectie nacht", "Geïnjecteerd op het net"),
        "373,0\u00a0kWh",
    ) | {
        "Toestand": "<span class=nb><svg width=16 height=16></svg> nog niet gepubliceerd</span>",
        "Bekende dagen": "30",
        "Dagen": "30",
        "Kosten, btw inbegrepen": "€\u00a0235,29",
        "Een jaar eerder verbruikt": "373,0\u00a0kWh",
    }
    heads = "".join(f"<th scope=col>{name}</th>" for name in ("Periode", *row))
    cells = "".join(f"<td>{cell}</td>" for cell in row.values())
    page = open_page(
        browser,
        f"<!doctype html><title>t</title>{sheets}<main class=page><section class=card><table class=data>"
        f"<thead><tr>{heads}</tr></thead><tbody><tr><th scope=row>september 2026</th>{cells}</tr></tbody></table></section></main>",
        viewport={"width": 672, "height": 900},
    )
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 672
    page.context.close()


def test_facts_stand_below_their_names_where_doubled_text_leaves_no_room_beside(browser):
    """A code of 18 digits on a screen of 640 pixels; with text of the usual size they stand on one line.

    Nor does a long day in the large sentence make the page wider.
    """
    sheets = "".join(
        f'<link rel="stylesheet" href="/static/ui/{name}.css">'
        for name in ("tokens", "base", "components")
    )
    page = open_page(
        browser,
        f"<!doctype html><title>t</title>{sheets}<main class=page><p class=answer__say>"
        "<time class=nb>Donnerstag, den 17. September 2026, 10:00</time>.</p><section class=card><dl class=facts>"
        "<div><dt>Numéro du point de fourniture</dt><dd class=nb>541499000000036403</dd></div></dl></section></main>",
        bypass_csp=True,
        viewport={"width": 640, "height": 900},
    )
    tops = "[...document.querySelectorAll('dt, dd')].map(each => each.getBoundingClientRect().top)"
    name, value = page.evaluate(tops)
    assert name == value
    page.add_style_tag(content="html { font-size: 200% }")
    name, value = page.evaluate(tops)
    assert name < value
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.context.close()
