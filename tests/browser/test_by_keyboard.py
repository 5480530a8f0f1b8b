"""By keyboard alone: everything is reached in order, seen where the focus is, and works by keys."""

import re

import pytest
from dials import current_amount, number_of, read_dial
from visitor import normalize

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SLIDER = "[data-dial] input[type=range]"

# What can be reached, in the order of the document; what is not shown cannot.
LIST_REACHABLE = """() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const shown = [...document.querySelectorAll(wanted)].filter(each => each.tabIndex >= 0 && !each.disabled
    && each.checkVisibility({ visibilityProperty: true }));
  shown.forEach((each, order) => { each.dataset.order = order; });
  return shown.length;
}"""
LOOK = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const around = getComputedStyle(at.parentElement);
  return { order: at.dataset.order ?? null, name: at.outerHTML.slice(0, 90),
    is_marked: outlined || style.boxShadow !== 'none' || (around.outlineStyle !== 'none' && parseFloat(around.outlineWidth) >= 2),
    is_in_view: box.width > 0 && box.bottom > 0 && box.top < innerHeight };
}"""


@pytest.mark.parametrize(
    ("login", "path", "width"),
    [
        ("nadia", "/advance/", 1280),
        ("hanne", "/advance/", 390),
        ("nadia", "/", 1280),
        ("nadia", "/", 390),
    ],
)
def test_the_tab_key_reaches_everything_and_shows_where_it_is(enter, login, path, width):
    visitor = enter(login, viewport={"width": width, "height": 900}).open(path)
    page = visitor.page
    count = page.evaluate(LIST_REACHABLE)
    assert count > 12
    steps = []
    for _ in range(count):
        page.keyboard.press("Tab")
        steps.append(page.evaluate(LOOK))
    assert [step["order"] for step in steps] == [str(order) for order in range(count)]
    assert [step["name"] for step in steps if not step["is_marked"]] == []
    assert [step["name"] for step in steps if not step["is_in_view"]] == []
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(LOOK)["order"] == str(count - 2)


def test_the_first_key_skips_to_the_content(enter):
    page = enter("nadia").open("/advance/").page
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box["y"] >= 0
    assert box["height"] > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_slider_obeys_the_arrows_and_speaks_in_euro(enter):
    nadia = enter("nadia").open("/advance/")
    page, now = nadia.page, current_amount(nadia)
    page.focus(SLIDER)
    for key, amount in (("ArrowRight", now + 1), ("ArrowUp", now + 2), ("ArrowLeft", now + 1)):
        page.keyboard.press(key)
        assert page.input_value(SLIDER) == str(amount)
        spoken = normalize(page.get_attribute(SLIDER, "aria-valuetext"))
        assert re.match(rf"{amount} €", spoken), spoken
        assert read_dial(nadia).figure in spoken
        assert page.input_value("#id_amount") == str(amount)


def test_enter_in_the_number_field_recalculates_and_changes_nothing(enter, demonstration):
    nadia = enter("nadia").open("/advance/")
    page, number, now = nadia.page, number_of(nadia), current_amount(nadia)
    page.focus("#id_amount")
    page.keyboard.press("Control+A")
    page.keyboard.type(str(now + 5))
    live = read_dial(nadia)
    with nadia.leaving():
        page.keyboard.press("Enter")
    assert nadia.path == f"/advance/{number}/"
    assert f"amount={now + 5}" in page.url
    assert read_dial(nadia) == live
    assert current_amount(nadia) == now
    # from there on by Tab to the button, and by Enter to the page that asks to check
    page.focus(SLIDER)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hasAttribute('data-dial-go')")
    with nadia.leaving():
        page.keyboard.press("Enter")
    assert nadia.path == f"/advance/{number}/check/"


@pytest.mark.parametrize(
    ("width", "menu"), [(1280, "account"), (390, "account"), (390, "nav"), (1280, "language")]
)
def test_menus_open_close_and_give_the_focus_back(enter, width, menu):
    page = enter("nadia", viewport={"width": width, "height": 900}).open("/").page
    button = page.locator(f"[popovertarget={menu}]")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator(f"#{menu}:popover-open").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.querySelector('#{menu}').contains(document.activeElement)")
    assert page.evaluate(LOOK)["is_marked"]
    page.keyboard.press("Escape")
    assert page.locator(f"#{menu}:popover-open").count() == 0
    assert button.evaluate("each => each === document.activeElement")
    page.keyboard.press("Space")
    assert page.locator(f"#{menu}:popover-open").count() == 1


def test_a_page_is_chosen_from_the_menu_by_keys(enter):
    nadia = enter("nadia").open("/")
    page = nadia.page
    page.locator("nav#nav a[href$='/contract/']").focus()
    with nadia.leaving():
        page.keyboard.press("Enter")
    assert nadia.path == "/contract/"


def test_the_table_under_the_chart_opens_by_keys(enter):
    page = enter("nadia").open("/advance/").page
    summary = page.locator("figure details summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("figure details[open] table").count() == 1
    page.keyboard.press("Tab")  # a wide table scrolls, so it takes the focus
    assert page.evaluate("document.activeElement.className") == "scroll"


def test_the_office_s_box_is_a_key_away(enter):
    agent = enter("agent").open("/office/requests/")
    agent.page.keyboard.press("Control+k")
    assert agent.page.evaluate("document.activeElement.name") == "q"
