"""Merged catalogues answer as those that they are made of."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from kwartier.platform.catalogues import MergedCatalogue, merge_catalogues

LANGUAGES = [code for code, _name in settings.LANGUAGES]


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
