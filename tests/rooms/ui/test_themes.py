"""A brand ships only when its colors can be read."""

from dataclasses import replace
from importlib import resources

import pytest

from kwartier.ui import themes


@pytest.mark.parametrize("key", themes.list_theme_keys())
def test_a_shipped_brand_has_no_finding(key):
    assert themes.check_brand(themes.get_theme(key)) == []


@pytest.mark.parametrize("key", themes.list_theme_keys())
def test_the_committed_style_sheet_is_the_one_that_its_tokens_make(key):
    theme = themes.get_theme(key)
    committed = (resources.files("kwartier.ui") / "static" / theme.css).read_text(encoding="utf-8")
    assert committed == themes.render_css(theme)


@pytest.mark.parametrize("key", themes.list_theme_keys())
def test_the_committed_favicon_is_the_one_that_its_tokens_make(key):
    theme = themes.get_theme(key)
    committed = (resources.files("kwartier.ui") / "static" / theme.mark).read_text(encoding="utf-8")
    assert committed == themes.render_mark(theme)


@pytest.mark.parametrize("key", themes.list_theme_keys())
def test_the_fonts_of_a_brand_are_there(key):
    for name in themes.get_theme(key).font_files:
        font = resources.files("kwartier.ui") / "static" / "ui" / "fonts" / name
        assert font.read_bytes()[:4] == b"wOF2"


def test_both_invented_brands_ship():
    assert {"merel", "plein-midi"} <= set(themes.list_theme_keys())


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#777777", "#FFFFFF", 4.48),
        ("#FFFFFF", "#767676", 4.54),
        ("#FF0000", "#FF0000", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert themes.contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_pale_text_is_found_in_the_scheme_where_it_is_pale():
    merel = themes.get_theme("merel")
    pale = replace(merel, colors={**merel.colors, "ink-2": ("#B0B0B0", merel.colors["ink-2"][1])})
    found = themes.check_brand(pale)
    assert {(finding.token, finding.scheme) for finding in found} == {("ink-2", "light")}
    assert all(1 < finding.ratio < finding.needed == 4.5 for finding in found)


def test_a_faint_control_border_is_found():
    merel = themes.get_theme("merel")
    faint = replace(merel, colors={**merel.colors, "edge": ("#C9C9C9", merel.colors["edge"][1])})
    assert {finding.needed for finding in themes.check_brand(faint)} == {3.0}


def test_missing_and_malformed_tokens_are_found():
    merel = themes.get_theme("merel")
    without = {name: pair for name, pair in merel.colors.items() if name != "edge"}
    found = themes.check_brand(replace(merel, colors={**without, "ink": ("red", "#FFFFFF")}))
    assert {"edge", "ink"} <= {finding.token for finding in found}


def test_a_token_cannot_leave_its_declaration():
    merel = themes.get_theme("merel")
    wicked = replace(merel, shape={**merel.shape, "radius": "1px; } body { display: none"})
    with pytest.raises(ValueError, match="declaration"):
        themes.render_css(wicked)


def test_a_theme_key_cannot_climb_out_of_its_folder():
    with pytest.raises(FileNotFoundError):
        themes.get_theme("../apps")
