"""What the design system keeps in memory: found by everything it depends on, bounded, nobody's."""

from types import SimpleNamespace

import pytest
from django.utils import translation
from pages import NOBODY, make_request, render_view

from kwartier.platform import formats
from kwartier.ui import markup, views
from kwartier.ui.context import list_languages
from kwartier.ui.navigation import NavItem
from kwartier.ui.templatetags import frame
from kwartier.ui.themes import get_theme, list_theme_keys

KEPT = [
    frame._head_of,
    frame._write_menu,
    frame._write_languages,
    markup._write_day,
    markup._script_texts,
    formats._money,
    formats.format_number,
    formats.format_percent,
    formats.format_day,
    formats.format_month,
]


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.__name__)
def test_every_memory_has_an_end(kept):
    assert kept.cache_info().maxsize


def test_more_amounts_than_fit_are_forgotten():
    room = formats._money.cache_info().maxsize
    for cents in range(0, 100 * (room + 50), 100):
        formats.format_money(cents, "fr_BE", 0)
    assert formats._money.cache_info().currsize == room


def test_a_head_is_of_its_theme():
    heads = {key: frame.theme_head(get_theme(key)) for key in list_theme_keys()}
    assert len(set(heads.values())) == len(heads)
    for key, head in heads.items():
        assert f"brand-{key}.css" in head
        frame._head_of.cache_clear()
        assert frame.theme_head(get_theme(key)) == head


def test_a_head_is_the_same_in_every_language_and_for_everybody():
    def head(**asked):
        return render_view(views.gallery, **asked).split("<title>")[1].split("</head>")[0]

    frame._head_of.cache_clear()
    first = head(language="fr").split("</title>")[1]
    assert "Nadia" not in first
    for asked in ({"language": "nl"}, {"user": NOBODY}):
        assert head(**asked).split("</title>")[1] == first


def test_a_page_shows_nothing_of_the_page_before():
    somebody = SimpleNamespace(
        is_authenticated=True,
        name="Zoë Unmistakable",
        email="zoe@example.org",
        pk=2,
        is_active=True,
    )
    before = render_view(views.gallery, brand="merel", language="fr", user=somebody)
    assert somebody.name in before
    after = render_view(views.gallery, brand="plein-midi", language="en", user=NOBODY)
    for trace in (somebody.name, somebody.email, "brand-merel"):
        assert trace not in after


def test_a_link_is_marked_where_it_is_current_and_in_the_language_of_the_page():
    items = [
        NavItem("home", translation.gettext_lazy("Home"), "/a/", ""),
        NavItem("help", "<b>", "/?a&b", ""),
    ]
    shown = {}
    for language in ("en", "fr"):
        with translation.override(language):
            shown[language] = frame.nav_links(items, "home")
            assert str(items[0].label) in shown[language]
    assert shown["en"].count("aria-current") == 1
    assert '<a href="/a/" aria-current="page">' in shown["en"]
    assert '<a href="/?a&amp;b">&lt;b&gt;</a>' in shown["en"]
    assert "aria-current" not in frame.nav_links(items, "")
    assert 'aria-current="page"' in frame.nav_tabs([NavItem("tab_help", "Help", "/", "")], "help")


def test_an_amount_is_kept_by_its_language_its_decimals_and_its_sign():
    written = {
        formats.format_money(123_450, locale, decimals, signed=signed)
        for locale in ("fr_BE", "nl_BE", "en_IE")
        for decimals in (0, 2)
        for signed in (False, True)
    }
    assert len(written) == 12
    assert formats.format_money(149, "en_IE", 0) == formats.format_money(100, "en_IE", 0) == "€1"
    assert formats.format_money(150, "en_IE", 0) == "€2"
    assert formats.format_money(-150, "en_IE", 0) == f"{formats.MINUS}€2"
    assert formats.format_money(-49, "en_IE", 0) == "€0"


def test_languages_offer_the_one_of_the_page_as_current():
    request = make_request(language="nl")
    with translation.override("nl"):
        shown = frame.language_buttons(list_languages(request.brand))
    assert shown.count("aria-current") == 1
    assert 'value="nl" lang="nl" aria-current="true">Nederlands<' in shown
