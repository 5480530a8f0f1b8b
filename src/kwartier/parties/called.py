"""How people call themselves and their tokens: a name is something that somebody else can read."""

import unicodedata

from kwartier.parties.refusals import NameUnreadable

# Letters and signs that nobody sees, though their kind says otherwise: the fillers of Hangul, the
# vowels of Khmer that write nothing, the Braille pattern without a dot.
_UNSEEN = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Between two letters of Persian or of Indian scripts these decide how the word is written.
_JOINERS = frozenset("\u200c\u200d")
# Controls, marks of direction and zero width, halves of pairs, what is nobody's or not assigned.
_MARKS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def check_name(written: str, *, field: str = "name") -> str:
    r"""A name as it is kept: one line, without needless spaces and without signs that nobody sees.

    Raises:
        NameUnreadable: no letter and no digit is left of it.

    >>> check_name("  Nadia\u200b   El Amrani\u202e ")
    'Nadia El Amrani'
    """
    spaced = "".join(" " if sign.isspace() else sign for sign in written)
    seen = "".join(sign for sign in spaced if _is_seen(sign))
    kept = " ".join("".join(sign for at, sign in enumerate(seen) if _stands(seen, at)).split())
    if not any(sign.isalnum() for sign in kept):
        raise NameUnreadable(field=field)
    return kept


def _is_seen(sign: str) -> bool:
    if sign in _JOINERS:
        return True
    return sign not in _UNSEEN and unicodedata.category(sign) not in _MARKS


def _stands(name: str, at: int) -> bool:
    """Whether a sign is kept: a joiner has to have something on both sides to join."""
    if name[at] not in _JOINERS:
        return True
    return 0 < at < len(name) - 1 and all(
        unicodedata.category(name[near])[0] in "LM" for near in (at - 1, at + 1)
    )
