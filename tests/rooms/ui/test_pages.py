"""Pages and template tags: complete, escaped, without anything inline, in both brands."""

import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.http import Http404
from django.template import Context, Template
from django.template.loader import render_to_string
from pages import BRANDS, NOBODY, find_inline, make_request, render_view

import kwartier.ui
from kwartier.platform.errors import Refusal
from kwartier.ui import gallery, navigation, views

TEMPLATES = Path(kwartier.ui.__file__).parent / "templates"
KEYS = sorted(BRANDS)


def render(text, **values):
    return Template("{% load ui %}" + text).render(Context({"locale": "fr_BE", **values}))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("path", ["/ui/gallery/", "/ui/gallery/?density=office"])
def test_the_gallery_renders_without_anything_inline(key, path):
    page = render_view(views.gallery, path, brand=key)
    assert find_inline(page) == []
    assert f"brand-{key}" in page
    assert ("data-density" in page) == ("office" in path)


def test_the_gallery_is_for_the_demonstration_only(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(Http404):
        views.gallery(make_request())


def test_no_template_but_the_mail_has_an_inline_style():
    for file in TEMPLATES.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert find_inline(text) == [], file
        assert "<style" not in text or file.name == "mail.html", file


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize(
    ("view", "arguments"),
    [
        (views.show_bad_request, {"exception": None}),
        (views.show_forbidden, {"exception": None}),
        (views.show_stale_form, {"page_before": ""}),
        (views.show_not_found, {"exception": None}),
        (views.show_server_error, {}),
    ],
)
def test_an_error_page_needs_no_person_and_has_one_heading(key, language, view, arguments):
    page = render_view(view, brand=key, language=language, user=None, **arguments)
    assert page.count("<h1>") == 1
    assert f'<html lang="{language}"' in page
    assert BRANDS[key].name in page


def test_an_error_page_renders_without_a_brand():
    request = make_request()
    del request.brand, request.user
    assert "Kwartier" in views.show_server_error(request).content.decode()


def test_the_page_shows_its_menus_language_person_and_calendar():
    page = render_view(views.gallery)
    assert "My details" in page
    assert "Nadia El Amrani" in page
    assert "Its calendar says" in page
    assert 'datetime="2026-11-21"' in page


def test_a_page_signed_out_shows_public_entries_only():
    page = render_view(views.gallery, user=NOBODY)
    assert "My details" not in page
    assert "Privacy" in page
    assert 'popovertarget="account"' not in page


def test_an_entry_may_hide_itself():
    navigation.register(
        "portal",
        [
            navigation.NavEntry(
                "hidden",
                "Hidden",
                "ui:gallery",
                is_shown=lambda request: request.brand.country == "FR",
            )
        ],
    )
    assert [item.key for item in navigation.list_items("portal", make_request())] == [
        "home",
        "advance",
    ]
    assert "hidden" in [
        item.key for item in navigation.list_items("portal", make_request(brand="plein-midi"))
    ]


class SampleForm(forms.Form):
    index = forms.CharField(label="Index", help_text="The black digits.")
    kind = forms.ChoiceField(
        label="A household?", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )


def test_a_field_ties_label_hint_and_error_to_its_control():
    form = SampleForm({"index": "", "kind": "a"})
    shown = render("{% field form.index %}", form=form)
    assert '<label for="id_index">' in shown
    assert 'id="id_index_helptext"' in shown
    assert 'id="id_index_error"' in shown
    assert 'aria-describedby="id_index_helptext id_index_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_a_refused_value_is_kept_and_escaped():
    form = SampleForm({"index": '"><script>x</script>'})
    assert "<script>" not in render("{% field form.index %}{% error_summary form %}", form=form)


def test_the_error_summary_names_and_links_every_field():
    shown = render("{% error_summary form %}", form=SampleForm({}))
    links = re.findall(r'<a href="(#[^"]+)">([^<]+)</a>', shown)
    assert [target for target, _ in links] == ["#id_index", "#id_kind_0"]
    assert [text for _, text in links] == [
        "Index: This field is required.",
        "A household? This field is required.",
    ]
    page = render("{% field form.kind %}", form=SampleForm({}))
    assert 'id="id_kind_0"' in page


def test_a_form_at_rest_has_no_error_summary():
    assert render("{% error_summary form %}", form=SampleForm()).strip() == ""


class _Liftable(Refusal):
    title = "Unpaid"
    sentence = "Pay <b>%(amount)s</b>."
    action = "pay"


class _Waits(Refusal):
    title = "Too early"
    sentence = "Already changed."


def test_refusals_put_what_the_customer_can_lift_first_and_offer_the_agent():
    obstacles = [_Waits(lifted_on=date(2027, 4, 15)), _Liftable(params={"amount": "<i>1</i>"})]
    actions = {
        "pay": {"url": "/pay/", "label": "Pay"},
        "otherwise": {"url": "/ask/", "label": "Ask"},
    }
    shown = render("{% refusals obstacles actions=actions %}", obstacles=obstacles, actions=actions)
    assert shown.index("Unpaid") < shown.index("Too early")
    buttons = re.findall(r'<a class="btn"[^>]* href="([^"]+)"', shown)
    assert buttons == ["/pay/", "/ask/"]
    assert shown.count('href="/ask/"') == len(obstacles)  # the way to an agent, whatever else helps
    assert shown.count('data-kind="primary"') == 1
    assert "15 avril 2027" in shown
    assert "<i>1</i>" not in shown


def test_formats_follow_the_page_and_amounts_never_break():
    assert render("{% money 123450 %}") == "1\u202f234,50\u00a0€"
    assert render("{% money -5727 %}", locale="en_IE") == "−\u2060€57.27"
    assert render("{% unit_price 139160 %}") == "13,9160\u00a0c€/kWh"
    assert render("{% kwh 8649 1 %}") == "8,6\u00a0kWh"
    assert "1er décembre 2026" in render("{% day d %}", d=date(2026, 12, 1))


def test_states_and_the_ball_carry_words():
    assert "given by you" in render("{% state_of 'customer' %}")
    assert "Up to us" in render("{% ball 'us' %}")


def test_the_dial_says_what_the_server_computed():
    shown = render("{% dial dial %}", dial=gallery.sample_dial("en_IE"))
    assert "about €59 to pay" in shown
    assert "between €7 in your favor and €139 to pay" in shown
    assert 'aria-valuetext="€135 a month, settlement: about €59 to pay"' in shown
    assert shown.index("Recalculate") < shown.index('name="step"')


def test_a_refused_amount_stays_in_the_field_with_its_reason():
    wrong = gallery.sample_dial("en_IE", typed='12"x', error="Write digits.")
    shown = render("{% dial dial %}", dial=wrong)
    assert 'value="12&quot;x"' in shown
    assert 'aria-invalid="true"' in shown
    assert "Write digits." in shown


def test_an_unchanged_dial_offers_no_change():
    shown = render("{% dial dial %}", dial=gallery.sample_dial("en_IE", amount_cents=11_800))
    assert 'aria-disabled="true">No change' in shown


@pytest.mark.parametrize("key", KEYS)
def test_a_mail_wears_its_brand_in_literal_colors(key):
    html = render_to_string(
        "ui/mail.html",
        {
            "brand": BRANDS[key],
            "language": "en",
            "button_url": "https://example.org/x",
            "button_label": "Open",
        },
    )
    text = render_to_string(
        "ui/mail.txt",
        {
            "brand": BRANDS[key],
            "button_url": "https://example.org/?a=1&b=2",
            "button_label": "Open",
        },
    )
    assert "prefers-color-scheme: dark" in html
    assert "var(--" not in html
    assert "https://example.org/?a=1&b=2" in text
