"""One catalogue of sentences per language.

Django keeps the catalogues of ours and of each library apart where their plural rules are written
differently, and asks them in turn: seven for each of a page's hundred sentences.
"""

# ruff: noqa: SLF001 - Django keeps its catalogues to itself
from typing import Any

from django.conf import settings
from django.utils.translation import trans_real

from kwartier.platform.language import SPEECHES


class MergedCatalogue(trans_real.TranslationCatalog):
    """The same answers as the catalogues that it is made of, found at once."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        # Plurals are still asked by the rule of the catalogue that holds them.
        self._catalogs, self._plurals = source._catalogs, source._plurals
        self._merged: dict[Any, str] = {}
        for catalogue in reversed(self._catalogs):
            self._merged.update(catalogue)

    def get(self, key: Any, default: Any = None) -> Any:
        """The sentence of a message id, of the first catalogue that has it."""
        return self._merged.get(key, default)


def merge_catalogues() -> None:
    """Load every language of the house and merge its catalogues; for a process that serves pages."""
    for code in [*(code for code, _name in settings.LANGUAGES), *SPEECHES.values()]:
        known: Any = trans_real.translation(code)
        if not isinstance(known._catalog, MergedCatalogue):
            known._catalog = MergedCatalogue(known._catalog)
