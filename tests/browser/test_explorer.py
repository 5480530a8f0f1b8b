"""The picture of every value in a browser: read by keyboard, moved by keys, mouse and finger, and told in words."""

from datetime import date

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PLOT, SAID = ".explorer__plot", "[data-explorer] output"
SPAN = "() => { const { view } = document.querySelector('[data-explorer]').explorer; return view.max - view.min; }"
DRAWN = "() => document.querySelector('[data-explorer] canvas') && !document.querySelector('[aria-busy]')"
COLORS = """() => {
  const canvas = document.querySelector('.explorer__plot canvas');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  return new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3).join())).size;
}"""
SPREAD = """selector => {
  const plot = document.querySelector(selector), { left, top, width } = plot.getBoundingClientRect();
  const send = (kind, pointerId, x) => plot.dispatchEvent(new PointerEvent(kind, {
    pointerId, pointerType: 'touch', clientX: left + x * width, clientY: top + 80, bubbles: true }));
  send('pointerdown', 11, 0.4); send('pointerdown', 12, 0.6);
  send('pointermove', 11, 0.2); send('pointermove', 12, 0.8);
  send('pointerup', 11, 0.2); send('pointerup', 12, 0.8);
}"""
DAY = 86_400


@pytest.fixture
def page(demonstration, enter):
    samples = demonstration.samples["merel"]
    told = date.fromisoformat(samples["told_day"])
    visitor = enter(samples["login"]).open(
        f"/consumption/{samples['code']}/explorer/?from={told}&until={samples['after_day']}"
    )
    visitor.page.wait_for_function(DRAWN)
    yield visitor.page
    assert visitor.problems == []


def test_keys_mouse_and_fingers_move_it_and_the_words_follow(page):
    assert page.evaluate(SPAN) == DAY
    assert page.evaluate(COLORS) > 5
    page.focus(PLOT)
    page.keyboard.press("ArrowRight")
    first = page.text_content(SAID)
    assert "kW" in first
    assert "kWh" in first
    page.keyboard.press("ArrowRight")
    assert page.text_content(SAID) != first

    before = page.text_content(".answer__why")
    for _ in range(3):
        page.keyboard.press("-")
    assert page.evaluate(SPAN) == 8 * DAY
    page.wait_for_function(
        "before => document.querySelector('.answer__why').textContent !== before", arg=before
    )
    assert page.text_content(".period__now") in page.text_content(".answer__why")
    address = page.url
    assert "from=" in address

    box = page.locator(f"{PLOT} .u-over").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 60, steps=4)
    page.mouse.up()
    dragged = page.evaluate(SPAN)
    assert abs(dragged - 2 * DAY) < DAY / 4

    page.evaluate(SPREAD, PLOT)
    assert page.evaluate(SPAN) < 0.5 * dragged
    page.click("[data-do=out]")
    page.click("[data-unit=kwh]")
    assert page.get_attribute("[data-unit=kwh]", "aria-pressed") == "true"
    page.wait_for_function("address => location.href !== address", arg=address)
    page.wait_for_function("() => location.search.includes('unit=kwh')")
