"""Bundles as they are kept: what many bills say alike stands once, and a bill names it.

A form is named by the hash of its brand and its text, so that nobody has to look one up to use it,
and two workers that meet the same one write the same row.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from energycore.bundle.forms import BundleText
from kwartier.platform.prepared import fetch_rows

_NAME_BYTES = 16
# A form of 20 KB at the most: what a process keeps of them stays within some dozen MB.
_MOST_READ = 2_048
_READ = "SELECT id, text FROM billing_bundleform WHERE id = ANY (%(names)s::uuid[])"
# In the order of their names, as every writer: two that write the same forms never wait crosswise.
_WRITE = """
INSERT INTO billing_bundleform (id, brand_id, text)
SELECT name, %(brand)s::bigint, text FROM unnest(%(names)s::uuid[], %(texts)s::text[])
  AS given (name, text) ORDER BY name ON CONFLICT DO NOTHING RETURNING 1
"""


@lru_cache(maxsize=8 * _MOST_READ)
def name_of(brand_id: int, form: str) -> UUID:
    """The name under which a brand keeps a form."""
    return UUID(bytes=hashlib.sha256(f"{brand_id}\n{form}".encode()).digest()[:_NAME_BYTES])


@dataclass(slots=True)
class KnownForms:
    """Forms that are certain to be kept, so that many bills write each of them once."""

    names: set[UUID] = field(default_factory=set)

    def keep(self, brand_id: int, texts: Iterable[BundleText]) -> None:
        """Write the forms of texts that are not known to be there; last in a transaction, if may be.

        Another transaction that writes one of them waits for the end of this one.
        """
        forms = {name_of(brand_id, form): form for text in texts for form in text.forms}
        new = sorted(name for name in forms if name not in self.names)
        if new:
            fetch_rows(
                _WRITE,
                {"brand": brand_id, "names": new, "texts": [forms[name] for name in new]},
            )
            transaction.on_commit(lambda: self.names.update(new))


@lru_cache(maxsize=_MOST_READ)
def list_names(brand_id: int, forms: tuple[str, ...]) -> str:
    """The names of a text's forms, as an array of the database is written."""
    return "{" + ",".join(name_of(brand_id, form).hex for form in forms) + "}"


def read_texts(kept: Sequence[tuple[Sequence[UUID], str]]) -> list[BundleText]:
    """The texts behind names of forms and values; one question, none for forms read lately."""
    found = _read_forms({name for names, _ in kept for name in names})
    return [BundleText(tuple(found[name] for name in names), own) for names, own in kept]


# What is kept never changes, and whoever may see a bill of it may see it.
_READ_LATELY: dict[UUID, str] = {}


def _read_forms(names: Collection[UUID]) -> Mapping[UUID, str]:
    missing = [name for name in names if name not in _READ_LATELY]
    if missing:
        if len(_READ_LATELY) + len(missing) > _MOST_READ:
            _READ_LATELY.clear()
            missing = list(names)
        _READ_LATELY.update(fetch_rows(_READ, {"names": missing}))
    return _READ_LATELY
