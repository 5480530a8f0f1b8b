"""What a broken file has, and what belongs there: kept in English for programs, said in any language."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: Mapping[str, str | Promise] = {
    "0 or 1 as sign": _("0 or 1 as sign"),
    "0, 1, 2 or 3 as kind of account": _("0, 1, 2 or 3 as kind of account"),
    "1 at its end": _("1 at its end"),
    "1 or 2 at its end": _("1 or 2 at its end"),
    "2, and more lines": _("2, and more lines"),
    "CRDT or DBIT": _("CRDT or DBIT"),
    "a day": _("a day"),
    "a transaction code": _("a transaction code"),
    "an account number": _("an account number"),
    "an amount": _("an amount"),
    "credits": _("credits"),
    "debits": _("debits"),
    "details of an entry": _("details of an entry"),
    "digits": _("digits"),
    "new balance": _("new balance"),
    "nothing": _("nothing"),
    "the day of the new balance": _("the day of the new balance"),
    "the next record of its movement": _("the next record of its movement"),
    "the rest of the line": _("the rest of the line"),
    "version 2": _("version 2"),
    "whole cents": _("whole cents"),
}
_SENTENCES: tuple[tuple[re.Pattern[str], str | Promise], ...] = (
    (re.compile(r"line (?P<number>[0-9]+)"), _("line %(number)s")),
    (re.compile(r"a record (?P<kind>\S+)"), _("a record %(kind)s")),
    (re.compile(r"movement (?P<number>[0-9]+)"), _("movement %(number)s")),
    (re.compile(r"(?P<number>[0-9]+) (?:characters|signs)"), _("%(number)s characters")),
    (re.compile(r"(?P<day>\S+), before (?P<first>\S+)"), _("%(day)s, before %(first)s")),
    # What the parser of XML says is English; whoever mends the file knows it.
    (re.compile(r"no XML \((?P<detail>.*)\)"), _("something that is no XML (%(detail)s)")),
)


def speak(told: str) -> str:
    """A word of ours in the reader's language; what stands in the file itself as it stands there."""
    if told in _WORDS:
        return str(_WORDS[told])
    for pattern, sentence in _SENTENCES:
        if match := pattern.fullmatch(told):
            return str(sentence) % match.groupdict()
    return told
