"""Every user text exists in French, Dutch and German, with the same placeholders, and none is unused."""

import pytest
from messages import COUNTRIES, LANGUAGES, build_template, check, list_foreign


@pytest.fixture(scope="module")
def template():
    return build_template()


def test_texts_are_found(template):
    assert len(template) > 1_000


@pytest.mark.parametrize("language", [*LANGUAGES, *COUNTRIES])
def test_a_catalogue_is_complete(template, language):
    assert check(template, language) == []


def test_a_country_says_its_own_words(template, tmp_path, monkeypatch):
    import messages

    broken = tmp_path / "django.po"
    catalogue = messages.read("fr_France")
    assert catalogue.get("Your monthly advance").string == "Votre mensualité"
    next(m for m in catalogue if m.id == "Your advance is already %(asked)s.").string = "Déjà."
    del catalogue["Your monthly advance"]
    catalogue.add("Nobody says this", "Personne ne le dit")
    with broken.open("wb") as file:
        messages.write_po(file, catalogue)
    foreign = len(list_foreign("fr_France"))
    paths = {"fr": messages.path_of("fr"), "fr_France": broken}
    monkeypatch.setattr(messages, "path_of", paths.__getitem__)
    wrong = check(template, "fr_France")
    assert {line.split(":")[1] for line in wrong} == {" no longer used", " other placeholders"}
    assert len(list_foreign("fr_France")) == foreign + 1


def test_a_missing_translation_and_a_lost_placeholder_would_be_seen(
    template, tmp_path, monkeypatch
):
    import messages

    broken = tmp_path / "django.po"
    catalogue = messages.read("fr")
    sentence = next(m for m in catalogue if m.id == "%(amount)s to pay")
    sentence.string = "à payer"
    with broken.open("wb") as file:
        messages.write_po(file, catalogue)
    monkeypatch.setattr(messages, "path_of", lambda _language: broken)
    assert any("other placeholders" in line for line in check(template, "fr"))
    broken.unlink()
    assert len(check(template, "fr")) >= len(template) - 1


def test_a_message_that_got_a_plural_waits_for_both_forms(template, tmp_path, monkeypatch):
    import messages

    broken = tmp_path / "django.po"
    counted = next(m for m in template if isinstance(m.id, tuple))
    before = messages.Catalog(locale="fr")
    before.add(counted.id[0], "une seule forme", context=counted.context)
    with broken.open("wb") as file:
        messages.write_po(file, before)
    monkeypatch.setattr(messages, "path_of", lambda _language: broken)
    assert any(f"not translated: {counted.id[0]!r}" in line for line in check(template, "fr"))
    messages.update(template, "fr")
    kept = messages.read("fr").get(counted.id[0], counted.context)
    assert tuple(kept.string) == ("", "")
