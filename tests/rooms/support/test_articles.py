"""The articles themselves: complete in each language, alike in their steps, strict in their form."""

import re
from pathlib import Path

import pytest

from kwartier.support._article_files import (
    FOLDER,
    ArticleMalformed,
    count_steps,
    list_placeholders,
    load_articles,
    parse_article,
)
from kwartier.support.rendering import render_article
from kwartier.support.types import LANGUAGES, Segment, Topic

ARTICLES = load_articles()
BY_KEY = {
    key: {article.language: article for article in ARTICLES if article.key == key}
    for key in sorted({article.key for article in ARTICLES})
}
GOOD = """---
title: Title
summary: Summary.
keywords: one, two words
segment: both
country: BE, FR
topic: advance
position: 10
---
1. [Open it]({{page:advance}}).
2. See [more]({{article:settlement}}).
"""


def test_there_is_an_article_for_each_question_of_this_release():
    assert set(BY_KEY) >= {
        "change-advance",
        "advance-refused",
        "advance-too-early",
        "advance-bounds",
        "settlement",
        "read-settlement",
        "settlement-differs",
        "forecast",
        "follow-consumption",
        "enter-reading",
        "reading-out-of-line",
        "delete-reading",
        "index-origin",
        "contract-ean",
        "contract-pdl",
        "see-invoices",
        "pay-invoice",
        "bills-by-email",
        "cannot-pay",
        "reminder-cost",
        "sign-up",
        "sign-in",
        "second-factor",
        "several-people",
        "change-language",
        "reach-us",
        "agent-can-do-more",
        "follow-request",
    }


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_an_article_is_the_same_in_every_language(key):
    versions = BY_KEY[key]
    assert set(versions) == set(LANGUAGES)
    english = versions["en"]
    for version in versions.values():
        assert sorted(list_placeholders(version.body)) == sorted(list_placeholders(english.body))
        assert count_steps(version.body) == count_steps(english.body)
        assert version.body.count("\n- ") == english.body.count("\n- ")
        assert version.body.count("\n\n") == english.body.count("\n\n")
        assert (version.segment, version.countries, version.topic, version.position) == (
            english.segment,
            english.countries,
            english.topic,
            english.position,
        )
        assert len(version.title) <= 120
        assert len(version.summary) <= 300
        assert all(len(keyword) <= 60 for keyword in version.keywords)
        assert len(version.keywords) >= 5


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_an_article_leads_only_to_articles_of_its_countries(key):
    for version in BY_KEY[key].values():
        for kind, name in list_placeholders(version.body):
            if kind == "article":
                assert set(version.countries) <= set(BY_KEY[name]["en"].countries), name


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_the_tone_is_calm_and_names_no_supplier(key):
    for version in BY_KEY[key].values():
        said = f"{version.title} {version.summary} {version.body}"
        assert "!" not in said
        assert not re.search(r"\b(merel|plein midi|kwartier)\b", said, re.IGNORECASE)


def test_steps_are_numbered_from_one_without_a_gap():
    for article in ARTICLES:
        expected = 0
        for found in re.findall(r"^(\d+)\. |^(?!\d)(.+)$", article.body, re.MULTILINE):
            number, other = found
            expected = int(number) if number and int(number) in {1, expected + 1} else expected
            assert not number or int(number) == expected, (article.key, article.language)
            expected = 0 if other else expected


def test_the_good_file_is_read():
    article = parse_article(GOOD, key="good", language="en")
    assert article.keywords == ("one", "two words")
    assert article.countries == ("BE", "FR")
    assert (article.segment, article.topic, article.position) == (Segment.BOTH, Topic.ADVANCE, 10)
    assert list_placeholders(article.body) == [("page", "advance"), ("article", "settlement")]
    assert count_steps(article.body) == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("---\ntitle", "title", "line 1"),
        ("\n---\n1.", "\n1.", "line 1"),
        ("position: 10\n", "", "missing position"),
        ("position: 10", "position: 10\nposition: 11", "line 9"),
        ("position: 10", "positon: 10", "line 8"),
        ("position: 10", "position: ten", "ten"),
        ("title: Title", "title:", "line 2"),
        ("title: Title", "Title", "line 2"),
        ("segment: both", "segment: everybody", "everybody"),
        ("topic: advance", "topic: money", "money"),
        ("country: BE, FR", "country: NL", "country is one of"),
        ("country: BE, FR", "country: ,", "country is one of"),
        ("{{page:advance}}", "{{pages:advance}}", "placeholder"),
    ],
)
def test_a_file_that_breaks_the_form_is_named_with_its_line(old, new, says):
    assert old in GOOD
    with pytest.raises(ArticleMalformed) as caught:
        parse_article(GOOD.replace(old, new), key="bad", language="en")
    assert str(caught.value).startswith("bad.en.md: ")
    assert says in str(caught.value)


def test_an_article_needs_a_body():
    head = GOOD[: GOOD.index("1.")]
    with pytest.raises(ArticleMalformed, match="no body"):
        parse_article(head, key="bad", language="en")


def test_a_file_needs_a_language_in_its_name(tmp_path: Path):
    (tmp_path / "good.en.md").write_text(GOOD)
    assert [article.key for article in load_articles(tmp_path)] == ["good"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "good.md").write_text(GOOD)
    with pytest.raises(ArticleMalformed, match=r"<key>\.<language>\.md"):
        load_articles(other)


def test_all_files_of_the_folder_are_articles():
    assert {path.name for path in FOLDER.iterdir()} == {
        f"{article.key}.{article.language}.md" for article in ARTICLES
    }


def test_rendering_resolves_placeholders_and_obeys_no_html():
    html = render_article(
        "Go [there]({{page:advance}}) or [here]({{article:forecast}}). <script>alert(1)</script>",
        link=lambda kind, name: f"/{kind}/{name}/",
    )
    assert '<a href="/page/advance/">there</a>' in html
    assert '<a href="/article/forecast/">here</a>' in html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_rendering_follows_no_dangerous_address():
    html = render_article("[go]({{page:x}})", link=lambda *_: "javascript:alert(1)")
    assert "href" not in html
