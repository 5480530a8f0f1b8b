"""The search forgives accents and slips, keeps to language and country, and puts titles first."""

import dataclasses

import pytest
from django.db import DatabaseError, connection, transaction
from tests import house_factory as house

from kwartier.platform.errors import NotFound
from kwartier.platform.folding import fold
from kwartier.support import queries
from kwartier.support._article_files import load_articles
from kwartier.support._questions import list_swaps, list_words
from kwartier.support.apps import sync_after_migration
from kwartier.support.models import HelpArticle
from kwartier.support.operations import sync_articles
from kwartier.support.types import Topic

pytestmark = pytest.mark.django_db


def first(question: str, language: str, country: str = "BE", segment: str | None = None) -> str:
    found = queries.search_articles(
        question=question, language=language, country=country, segment=segment
    )
    return found[0].key if found else ""


@pytest.mark.parametrize(
    ("question", "language", "key"),
    [
        ("change my advance", "en", "change-advance"),
        ("chnage advnace", "en", "change-advance"),
        ("how do I delete a wrong reading", "en", "delete-reading"),
        ("passkey", "en", "second-factor"),
        ("passeky", "en", "second-factor"),
        ("where is my EAN", "en", "contract-ean"),
        ("adapter mon accompte", "fr", "change-advance"),
        ("ACOMPTE REFUSÉ", "fr", "advance-refused"),
        ("acompte refuse", "fr", "advance-refused"),
        ("supprimer un indexe", "fr", "delete-reading"),
        ("decompte", "fr", "settlement"),
        ("décompte", "fr", "settlement"),
        ("mot de passe oublié", "fr", "sign-in"),
        ("voorschot wijzigen", "nl", "change-advance"),
        ("voorschod aanpasen", "nl", "change-advance"),
        ("meterstand ingeven", "nl", "enter-reading"),
        ("afrekening", "nl", "settlement"),
        ("uitnodiging collega", "nl", "several-people"),
        ("Abschlag ändern", "de", "change-advance"),
        ("abschlag andern", "de", "change-advance"),
        ("Zälerstand löschen", "de", "delete-reading"),
        ("Sprache", "de", "change-language"),
    ],
)
def test_a_question_finds_its_article_first(question, language, key):
    assert first(question, language) == key


@pytest.mark.parametrize("question", ["", "  ", "?!", "zzzzqqqq", "';--", "%", "\x00"])
def test_a_question_without_an_answer_finds_nothing(question):
    assert queries.search_articles(question=question, language="en", country="BE") == []


def test_an_endless_question_is_cut(django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.search_articles(
            question="advance " * 5 + "x y " * 5000, language="en", country="BE"
        )


def test_swapped_letters_are_guessed_in_words_long_enough():
    assert list_swaps("abcd") == ["acbd", "abdc"]
    assert list_swaps("add1") == ["ad1d"]
    assert list_swaps("ean") == []


def test_the_search_keeps_to_the_country_and_the_segment():
    assert first("PDL", "fr", "FR") == "contract-pdl"
    assert first("PDL", "fr", "BE") != "contract-pdl"
    assert first("many supply points", "en", segment="business") == "many-supply-points"
    assert first("many supply points", "en", segment="household") != "many-supply-points"


def test_at_most_twelve_are_offered():
    found = queries.search_articles(
        question="sign in and open advance", language="en", country="BE"
    )
    assert 1 <= len(found) <= 12


def test_words_are_folded_and_stop_words_dropped_unless_alone():
    assert fold("Cœur à cœur, straße: ÉTÉ 2026") == "coeur a coeur strasse ete 2026"
    assert list_words("Comment changer mon acompte ?", "fr") == ["changer", "acompte"]
    assert list_words("Pourquoi ?", "fr") == ["pourquoi"]
    assert list_words("vitamin b", "en") == ["vitamin"]
    assert list_words("mon acompte mon acompte", "xx") == ["mon", "acompte"]


def test_shelves_are_in_order_and_hold_what_is_for_the_reader():
    household = queries.list_articles(language="nl", country="BE", segment="household")
    everybody = queries.list_articles(language="nl", country="BE")
    topics = [row.topic for row in everybody]
    assert topics == sorted(topics, key=list(Topic).index)
    assert everybody[0].key == "change-advance"
    assert {row.key for row in everybody} - {row.key for row in household} == {"many-supply-points"}
    assert "contract-pdl" not in {row.key for row in everybody}


def test_one_article_is_found_by_its_key_in_its_country_only():
    article = queries.get_article(key="settlement", language="de", country="BE")
    assert article == next(
        a for a in load_articles() if (a.key, a.language) == ("settlement", "de")
    )
    with pytest.raises(NotFound):
        queries.get_article(key="settlement", language="fr", country="FR")
    with pytest.raises(NotFound):
        queries.get_article(key="nowhere", language="fr", country="BE")


def test_syncing_again_changes_nothing_and_keeps_up_with_the_files():
    before = list(HelpArticle.objects.order_by("pk").values())
    assert sync_articles() == len(before) == len(load_articles())
    assert list(HelpArticle.objects.order_by("pk").values()) == before
    kept = dataclasses.replace(load_articles()[0], title="Another title")
    assert sync_articles([kept]) == 1
    assert [row.title for row in HelpArticle.objects.all()] == ["Another title"]


def test_the_web_reads_articles_and_writes_none():
    with house.as_web(house.make_brand()):
        assert first("advance", "en")
        assert HelpArticle.objects.all().delete()[0] == 0
        assert HelpArticle.objects.update(title="x") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            sync_articles([load_articles()[0], load_articles()[1]])


def test_a_migration_taken_back_leaves_nothing_to_sync(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    HelpArticle.objects.all().delete()
    sync_after_migration(using="default")
    assert HelpArticle.objects.count() == 0
    monkeypatch.undo()
    sync_after_migration(using="default")
    assert str(HelpArticle.objects.order_by("key", "language")[0]) == "advance-bounds.de"
