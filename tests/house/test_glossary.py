"""The glossary is true: its words exist in the code, and the pages say what it says in each language."""

import ast
import re
from dataclasses import dataclass

import pytest
from babel.messages.pofile import read_po
from house_files import ROOT, list_nodes, list_python, parse

LANGUAGES = ("fr", "nl", "de")
ROW = re.compile(
    r"^\| (?P<term>[^|]+) \| (?:`(?P<word>[^`]+)`|not yet) \|(?P<rest>.+)\|$", re.MULTILINE
)


@dataclass(frozen=True)
class Term:
    """One row: the term, its word in the code (or nothing yet), what it is, and French, Dutch, German."""

    term: str
    word: str
    meaning: str
    translations: dict[str, str]


def read_glossary() -> list[Term]:
    """The rows of the table; a row with other than six cells does not go unseen."""
    terms = []
    for row in ROW.finditer((ROOT / "GLOSSARY.md").read_text("utf-8")):
        meaning, *translations = [cell.strip() for cell in row["rest"].split(" | ")]
        pairs = dict(zip(LANGUAGES, translations, strict=True))
        terms.append(Term(row["term"], row["word"] or "", meaning, pairs))
    return terms


TERMS = read_glossary()


def list_words() -> tuple[set[str], set[str]]:
    """(classes with their members as ``Role.HOLDER``, every other name) of the code."""
    classes, names = set(), set()
    for path in list_python("src"):
        for node in list_nodes(parse(path)):
            if isinstance(node, ast.ClassDef):
                classes.add(node.name)
                members = [item for item in node.body if isinstance(item, ast.Assign)]
                classes |= {f"{node.name}.{ast.unparse(item.targets[0])}" for item in members}
            elif isinstance(node, ast.FunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.arg | ast.keyword) and node.arg:
                names.add(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
    return classes, names


def is_in_code(word: str, classes: set[str], names: set[str]) -> bool:
    """A class or member by its whole name; any other word also as a part of a name."""
    if word[0].isupper():
        return word in classes
    part = re.compile(rf"(?:^|_){re.escape(word)}s?(?:_|$)")
    return word in names or any(part.search(name) for name in names if name.isidentifier())


def test_every_row_is_read():
    table = (ROOT / "GLOSSARY.md").read_text("utf-8")
    assert len(TERMS) == sum(line.startswith("| ") for line in table.splitlines()) - 1


def test_every_word_is_in_the_code():
    classes, names = list_words()
    assert not is_in_code("Nonsense", classes, names)
    assert not is_in_code("kwotentaal", classes, names)
    missing = [
        f"{term.term}: {term.word}"
        for term in TERMS
        if term.word and not is_in_code(term.word, classes, names)
    ]
    assert missing == []


def test_every_term_is_explained_and_translated():
    assert [
        term.term for term in TERMS if not term.meaning or not all(term.translations.values())
    ] == []


def test_no_term_stands_twice():
    terms = [term.term for term in TERMS]
    assert len(terms) == len(set(terms))


def read_catalogue(language: str) -> dict[str, str]:
    """Message and translation, for messages without a plural."""
    path = ROOT / "src" / "kwartier" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    return {
        message.id.lower(): message.string
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_the_words_of_the_glossary(language):
    """A text on a page that is a term and nothing else is translated by the glossary's word."""
    catalogue = read_catalogue(language)
    labels = [(term, catalogue[term.term]) for term in TERMS if catalogue.get(term.term)]
    assert labels
    differing = [
        f"{term.term}: {label!r}, not {term.translations[language]!r}"
        for term, label in labels
        if term.translations[language].lower() not in label.lower()
    ]
    assert differing == []
