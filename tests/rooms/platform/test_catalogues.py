"""Merged catalogues answer as those that they are made of."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from kwartier.platform.catalogues import MergedCatalogue, merge_catalogues
from kwartier.platform.language import SPEECHES, speech_of, spoken_language

LANGUAGES = [*(code for code, _name in settings.LANGUAGES), *SPEECHES.values()]


@pytest.fixture
def _as_loaded():
    yield
    trans_real._translations.clear()
    trans_real._default = None
    translation.activate("en")


def every_key(catalogue):
    return {key for part in catalogue._catalogs for key in part}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.usefixtures("_as_loaded")
def test_every_sentence_is_the_same_before_and_after(code):
    apart = trans_real.DjangoTranslation(code)._catalog
    before = {key: apart.get(key) for key in every_key(apart)}
    merge_catalogues()
    merged = trans_real.translation(code)._catalog
    assert isinstance(merged, MergedCatalogue)
    assert before
    assert {key: merged.get(key) for key in before} == before


@pytest.mark.usefixtures("_as_loaded")
def test_a_country_has_words_of_its_own_and_the_others_of_its_language():
    said = {}
    for country in ("BE", "FR"):
        with translation.override(speech_of("fr", country)):
            assert spoken_language() == "fr"
            said[country] = [translation.gettext(text) for text in ("Advance", "Home", "Password")]
    (belgian, *shared), (french, *same) = said["BE"], said["FR"]
    assert (belgian, french) == ("Acompte", "Mensualité")
    assert shared == same
    assert speech_of("nl", "FR") == "nl"


def test_the_first_catalogue_that_has_a_sentence_gives_it():
    first, second = trans_real.TranslationCatalog(), trans_real.TranslationCatalog()
    first._catalogs = [{"Home": "ours"}, {"Home": "theirs", "Away": "theirs"}]
    first._plurals = [lambda count: int(count != 1)] * 2
    merged = MergedCatalogue(first)
    assert (merged.get("Home"), merged.get("Away")) == ("ours", "theirs")
    assert merged.get("Nowhere") is None
    assert MergedCatalogue(second).get("Home", "Home") == "Home"


@pytest.mark.usefixtures("_as_loaded")
def test_plurals_keep_the_rule_of_their_catalogue():
    counted = "%(left)s advance is left before the settlement."
    several = "%(left)s advances are left before the settlement."
    with translation.override("fr"):
        before = [translation.ngettext(counted, several, count) for count in (0, 1, 2)]
    merge_catalogues()
    with translation.override("fr"):
        after = [translation.ngettext(counted, several, count) for count in (0, 1, 2)]
    assert after == before
    assert before[0] == before[1] != before[2]
