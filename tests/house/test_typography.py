"""Texts are set as each language is printed: spaces before signs, apostrophes, quotation marks."""

import re
from collections.abc import Iterator

import pytest
from house_files import ROOT
from messages import LANGUAGES, read

ARTICLES = ROOT / "src" / "kwartier" / "support" / "articles"
# Tags, addresses and placeholders have rules of their own; a quoted header is quoted as it is sent.
NO_PROSE = re.compile(r"<[^>]+>|https?://\S+|%\(\w+\)s|\]\(\{\{.*?\}\}\)|Authorization: Bearer")
STRAIGHT = r"['\"]"
COMMON = (STRAIGHT, r"  ", r"\.\.\.")
WRONG = {
    # A no-break space stands before : ; ? ! » % and after «.
    "fr": (*COMMON, r"(?<![\u00a0\u202f])[;?!»%]", r"(?<![\u00a0\u202f]):(?=\s|$)", r"«(?!\u00a0)"),
    "nl": (*COMMON, r"\s[:;?!%]", r"[«»„]"),
    "de": (*COMMON, r"\s[:;?!]", r"(?<!\u00a0)%", r"[«»”]"),
}


def list_texts(language: str) -> Iterator[tuple[str, str]]:
    """(where, text) of every translation and of every line of an article that people read."""
    for message in read(language):
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        for form in forms:
            if message.id and form:
                yield str(message.id), form
    for path in sorted(ARTICLES.glob(f"*.{language}.md")):
        head, body = path.read_text("utf-8").removeprefix("---\n").split("\n---\n", 1)
        shown = [line for line in head.splitlines() if line.startswith(("title: ", "summary: "))]
        for line in [line.split(": ", 1)[1] for line in shown] + body.splitlines():
            yield path.name, line


def find_slips(language: str, text: str) -> list[str]:
    prose = NO_PROSE.sub("x", text).replace("%%", "%")
    return [pattern for pattern in WRONG[language] if re.search(pattern, prose)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_set_as_its_language_is_printed(language):
    texts = list(list_texts(language))
    assert len(texts) > 1_500
    assert [(where, text) for where, text in texts if find_slips(language, text)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "À payer : 5 €"),
        ("fr", "Qu'est-ce"),
        ("fr", "Vraiment?"),
        ("fr", "« oui »"),
        ("nl", "pagina's"),
        ("nl", "5 %% meer"),
        ("de", "5 %% mehr"),
        ("de", "„API-Token”"),
    ],
)
def test_a_slip_is_seen(language, text):
    assert find_slips(language, text)
