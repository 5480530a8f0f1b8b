"""Python believes everything: the one seam through which its scoping is switched off.

The portal, the office and the API are asked by the victim's own sessions and tokens, so that every
check in Python says yes, the ones of today and the ones that somebody writes tomorrow. But whenever
Python tells the database who asks, the database is told the truth: an intruder. What then comes out,
and what then changes, only row-level security has decided.

The seam is the connection's statement wrapper, which every statement passes. It also lets Python's
own questions through ("who is this?", "whose is that?"), asked with the owner's rights: else most
pages would stop at the first of them, and the tables behind would never be tried.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from house_factory import as_web
from kwartier.platform.isolation import WEB_ROLE

# "Who is this?": what a session, a token or a second factor is checked with.
IDENTITY = frozenset(
    {
        "parties_person",
        "parties_agent",
        "account_emailaddress",
        "mfa_authenticator",
        "usersessions_usersession",
        "platform_brand",
    }
)
# "Whose is that?": what Python's scoping reads before it asks for anything else.
OWNERSHIP = IDENTITY | {
    "parties_membership",
    "parties_customeraccount",
    "supply_contract",
    "metering_supplypoint",
}
_NAME = re.compile(r"\b[a-z]+_[a-z_]+\b")


@dataclass
class Believing:
    """A statement wrapper: answers Python's questions of ``open_tables``, and tells who really asks."""

    brand_id: int
    person_id: int
    open_tables: frozenset[str]
    tables: frozenset[str]
    told: int = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(None)
        if "set_config('kwartier.person'" in text:
            answer = execute(sql, params, many, context)
            person = params["person"] if isinstance(params, Mapping) else params[0]
            if person not in {"", "0"}:
                self._tell_the_truth()
            return answer
        if not self._is_python_s_question(text):
            return execute(sql, params, many, context)
        raw = connection.connection
        raw.execute("RESET ROLE")
        answer = execute(sql, params, many, context)
        raw.execute(f"SET ROLE {WEB_ROLE}")
        return answer

    def _is_python_s_question(self, text: str) -> bool:
        asked = self.tables & set(_NAME.findall(text))
        reads = text.lstrip().upper().startswith("SELECT") and "FOR UPDATE" not in text
        return reads and bool(asked) and asked <= self.open_tables

    def _tell_the_truth(self) -> None:
        self.told += 1
        connection.connection.execute(
            "SELECT set_config('kwartier.brand', %s, true), set_config('kwartier.person', %s, true)",
            [str(self.brand_id), str(self.person_id)],
        )


@cache
def list_tables() -> frozenset[str]:
    """The tables of the test database, which are the same for every request."""
    return frozenset(connection.introspection.table_names())


@contextmanager
def python_believes(
    *, brand_id: int, person_id: int, open_tables: frozenset[str]
) -> Iterator[Believing]:
    """Requests within have the web's rights, and are the intruder's for the database alone."""
    believing = Believing(brand_id, person_id, open_tables, list_tables())
    with as_web(), connection.execute_wrapper(believing):
        yield believing
