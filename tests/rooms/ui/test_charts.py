"""Charts are well-formed, escaped, monotone, and calm when there is nothing to draw."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from energycore.intervals import ValueState
from kwartier.ui import charts, gallery
from kwartier.ui.charts import scales
from kwartier.ui.charts.heat_maps import (
    DEPTHS,
    HeatChart,
    HeatRow,
    depth_of,
    heat_chart,
    heat_legend,
)
from kwartier.ui.charts.rings import cell_length
from kwartier.ui.charts.svg import tag

WICKED = "\"><script>alert(1)</script>&'"


def parse(markup):
    return ET.fromstring(f"<root>{markup}</root>")  # noqa: S314 - our own markup


def all_pictures(text):
    """One of each picture with the text wherever a caller can put one."""
    bar = charts.Bar(text, 3.0, 4.0, ValueState.ESTIMATED, text)
    return [
        charts.bars_chart(charts.BarsChart(text, (bar,), text, "en_IE", text, text)),
        charts.ring(
            charts.Ring(text, (charts.RingCell(1.0),), text, text, text, (text, text, text, text))
        ),
        charts.sparkline(charts.Sparkline(text, (1.0, 2.0), text)),
        charts.band_meter(charts.BandMeter(text, -100, 0, 100, "en_IE", text)),
        charts.balance_chart(replace(gallery.sample_balance("en_IE"), key=text)),
        tag("text", text, title=text),
    ]


@pytest.mark.parametrize("markup", all_pictures(WICKED))
def test_no_text_of_a_caller_becomes_markup(markup):
    root = parse(markup)
    assert not [element for element in root.iter() if element.tag == "script"]
    assert "<script" not in markup


@pytest.mark.parametrize("markup", all_pictures("sample"))
def test_no_picture_needs_an_inline_style_or_handler(markup):
    for element in parse(markup).iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]


@pytest.mark.parametrize("markup", all_pictures("sample")[:5])
def test_every_picture_is_an_image_named_by_its_finding(markup):
    image = next(element for element in parse(markup).iter("svg"))
    assert image.get("role") == "img"
    assert image.get("aria-labelledby") == "sample-finding"


amounts = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


@given(amounts, amounts, amounts)
def test_a_scale_is_monotone(one, other, low):
    scale = scales.Scale(bottom=low, top=low + 1e6, from_px=0, until_px=320)
    if one <= other:
        assert scale.at(one) >= scale.at(other)
    else:
        assert scale.at(one) <= scale.at(other)


@given(amounts, st.floats(min_value=0.01, max_value=1e9), st.integers(2, 8))
def test_round_ticks_enclose_their_values_and_stay_few(low, span, about):
    ticks = scales.round_ticks(low, low + span, about)
    step = ticks[1] - ticks[0]
    assert ticks == sorted(ticks)
    assert ticks[0] <= low + step * 1e-6
    assert ticks[-1] >= low + span - step * 1e-6
    assert 2 <= len(ticks) <= about + 3


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_ring_cell_grows_with_its_value(one, other):
    assert (cell_length(one, 100) <= cell_length(other, 100)) == (
        one <= other
    ) or one == pytest.approx(other)


@pytest.mark.parametrize("count", [92, 96, 100])
def test_a_ring_has_as_many_strokes_as_the_day_has_quarters(count):
    shown = charts.ring(charts.Ring("r", (charts.RingCell(1.0),) * count, "x"))
    assert sum(path.get("d").count("M") for path in parse(shown).iter("path")) == count


def test_a_missing_quarter_is_not_drawn_as_zero():
    cells = (charts.RingCell(1.0), charts.RingCell(None), charts.RingCell(0.0))
    drawn = {
        path.get("class"): path.get("d").count("M")
        for path in parse(charts.ring(charts.Ring("r", cells, "x"))).iter("path")
    }
    assert drawn == {"r-lo": 2, "r-miss": 1}


def test_empty_series_say_so_instead_of_failing():
    assert "No values yet" in charts.bars_chart(charts.BarsChart("b", (), "kWh", "en_IE", "2026"))
    empty = replace(gallery.sample_balance("en_IE"), points=())
    assert "No values yet" in charts.balance_chart(empty)
    assert charts.balance_finding(empty) == "Your balance over this billing period"
    assert parse(charts.sparkline(charts.Sparkline("s", (), "x"))).find(".//circle") is None
    assert parse(charts.ring(charts.Ring("r", (), "x"))).find(".//path") is None
    assert parse(charts.share_bar(())).find(".//rect") is None


def test_one_point_is_drawn():
    point = charts.BalancePoint.measured(date(2026, 5, 1), advances_cents=0, cost_cents=5_000)
    shown = parse(charts.balance_chart(replace(gallery.sample_balance("en_IE"), points=(point,))))
    assert [line.get("points") for line in shown.iter("polyline")][1].count(",") == 1
    one = charts.BarsChart("b", (charts.Bar("May", 5.0),), "kWh", "en_IE", "2026")
    assert len([rect for rect in parse(charts.bars_chart(one)).iter("rect") if rect.get("x")]) == 1
    assert parse(charts.sparkline(charts.Sparkline("s", (4.0,), "x"))).find(".//circle") is not None


def test_bars_of_equal_zero_do_not_divide_by_zero():
    zero = charts.BarsChart(
        "b", (charts.Bar("May", 0.0), charts.Bar("June", 0.0)), "kWh", "en_IE", "2026"
    )
    heights = [
        rect.get("height") for rect in parse(charts.bars_chart(zero)).iter("rect") if rect.get("x")
    ]
    assert heights == ["0", "0"]


def test_missing_days_keep_their_state_and_never_become_a_bar():
    days = gallery.sample_days("en_IE")
    bars = [rect for rect in parse(charts.bars_chart(days)).iter("rect") if rect.get("x")]
    assert len(bars) == 19
    assert sum(1 for rect in bars if rect.get("fill").startswith("url(")) == 2
    table = charts.bars_table(days, caption="c", period_label="Day")
    assert table.rows[12][1] is None
    assert table.rows[12][3] is ValueState.MISSING


def test_the_balance_is_what_the_forecast_says_at_any_amount():
    chart = gallery.sample_balance("en_IE")
    last = chart.points[-1]
    assert last.ahead(13_500) == -5_900
    assert last.band(13_500) == (-13_900, 700)
    assert chart.ahead_today(11_800) == 22_100


def test_the_balance_scale_has_room_for_every_amount_of_the_slider():
    chart = gallery.sample_balance("en_IE")
    scale, _ticks = charts.balance.balance_scale(chart)
    for amount in (chart.lowest_cents, chart.current_cents, chart.highest_cents):
        for point in chart.points:
            assert all(0 <= scale.at(cents) <= 320 for cents in point.band(amount))


def test_the_finding_names_the_month_in_which_the_balance_sinks():
    chart = gallery.sample_balance("en_IE")
    assert (
        charts.balance_finding(chart) == "At €118 a month, your balance sinks below zero in January"
    )
    enough = replace(chart, current_cents=20_000)
    assert (
        charts.balance_finding(enough)
        == "At €200 a month, your balance stays above zero until the settlement"
    )


def test_the_balance_table_holds_the_numbers_of_the_picture():
    table = charts.balance_table(gallery.sample_balance("en_IE"))
    assert table.rows[-1][1:4] == (150_100, 156_000, -5_900)
    assert all(row[1] - row[2] == row[3] for row in table.rows)
    assert {str(row[4]) for row in table.rows} == {"measured", "forecast"}


def test_the_band_meter_is_monotone_and_keeps_zero_in_sight():
    meter = charts.BandMeter("m", 2_000, 5_900, 13_900, "en_IE", "x")
    places = [meter.fraction(cents) for cents in (0, 2_000, 5_900, 13_900)]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < 1


def test_shares_of_a_price_fill_the_bar():
    shares = (charts.Share("energy", 50), charts.Share("network", 30), charts.Share("taxes", 20))
    widths = [
        float(rect.get("width").rstrip("%"))
        for rect in parse(charts.share_bar(shares)).iter("rect")
    ]
    assert sum(widths) == pytest.approx(100, abs=1.5)
    assert widths == sorted(widths, reverse=True)


def test_a_heat_map_is_darker_where_there_is_more_and_crosses_out_what_is_unknown():
    rows = (HeatRow("Jan", (0.0, 50.0, 100.0)), HeatRow("Feb", (None, 100.0, 10.0)))
    drawn = heat_chart(HeatChart("hours", rows, ticks=((0, "0"), (3, "24")), column_count=3))
    depths = [depth_of(value, 100.0) for value in (0.0, 10.0, 50.0, 100.0)]
    assert depths == sorted(depths)
    assert (depths[0], depths[-1], depth_of(0.0, 0.0)) == (0, DEPTHS - 1, 0)
    assert drawn.count("fill-opacity") == 3
    assert drawn.count("l.3 .4m-.3 0l.3-.4") == 1
    assert 'aria-labelledby="hours-finding"' in drawn
    assert 'text-anchor="end">24</text>' in drawn


def test_a_heat_map_of_what_is_wholly_known_has_no_cross_in_it_or_its_key():
    chart = HeatChart("hours", (HeatRow("Jan", (1.0,)),), ticks=(), column_count=1)
    assert "var(--ink-2)" not in heat_chart(chart)
    assert [item.label for item in heat_legend("least", "most")] == ["least", "most"]
    assert len(heat_legend("least", "most", "not known")) == 3
