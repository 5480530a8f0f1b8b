"""What a bank's file has, and what belongs there, is said in the language of who reads it."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from kwartier.banking import formats
from kwartier.banking._broken_words import _SENTENCES, _WORDS, speak
from kwartier.banking.formats import read_statements
from kwartier.banking.refusals import RecordBroken

# Names of the formats themselves, and what stands in the file.
OF_THE_FILE = {"</Document>", "XML", "000000"}


def list_written():
    """What the readers of files write into `expected` and `found`; a 1 for what they fill in."""
    for path in Path(formats.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            values = [node.value] if isinstance(node, ast.keyword) and _is_said(node.arg) else []
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                values = [
                    value
                    for key, value in pairs
                    if isinstance(key, ast.Constant) and _is_said(key.value)
                ]
            if isinstance(node, ast.Assign) and _is_said(getattr(node.targets[0], "id", "")):
                values = [node.value]
            yield from (text for value in values if (text := _read(value)) is not None)


def _is_said(name):
    return name in {"expected", "found"}


def _read(value):
    if isinstance(value, ast.Constant):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(
            each.value if isinstance(each, ast.Constant) else "1" for each in value.values
        )
    return None


def test_whatever_a_reader_writes_is_known():
    written = set(list_written()) - OF_THE_FILE
    assert len(written) > 20
    known = {
        text
        for text in written
        if text in _WORDS or any(pattern.fullmatch(text) for pattern, _ in _SENTENCES)
    }
    assert written - known == set()


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "geen XML"), ("fr", "pas du XML"), ("de", "kein XML"), ("en", "is no XML")],
)
def test_xml_that_is_none_is_said_in_each_language(language, said):
    with pytest.raises(RecordBroken) as refused:
        read_statements(
            b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><a></b></Document>"
        )
    with translation.override(language):
        assert said in refused.value.say()


def test_what_stands_in_the_file_is_told_as_it_stands():
    assert speak("'many'") == "'many'"
    with translation.override("nl"):
        assert speak("line 7") == "regel 7"
