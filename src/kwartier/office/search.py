"""The one box: every kind of search at once, ranked, each hit with what it was found by.

The rooms find; here is only the order of what they found.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kwartier.billing.queries import get_issued_subject
from kwartier.metering.identifiers import EAN_LENGTH, PDL_LENGTH, compact_code
from kwartier.parties.queries import find_customers, get_accounts
from kwartier.parties.types import AccountInfo, SearchKind
from kwartier.platform.errors import NotFound
from kwartier.supply.queries import (
    find_accounts_by_address,
    find_accounts_by_contract,
    find_accounts_by_supply_point,
)
from kwartier.supply.types import FoundSupply
from kwartier.support.queries import get_request

MOST_HITS = 30
# An address has had several customers: more of them than hits are read.
_MOST_ADDRESSES = 50
# A26-0002738, R-26-000001
_PAPER = re.compile(r"[A-Z]-?[0-9]{2}-[0-9]{3,10}")
_WHOLE_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")

KIND_WORDS: dict[SearchKind, Promise] = {
    SearchKind.NUMBER: _("customer number"),
    SearchKind.NAME: _("name"),
    SearchKind.SUPPLY_POINT: _("supply point"),
    SearchKind.ADDRESS: _("address"),
    SearchKind.EMAIL: _("e-mail address"),
    SearchKind.CONTRACT: _("contract"),
    SearchKind.DOCUMENT: _("invoice"),
    SearchKind.REQUEST: _("request"),
    SearchKind.ALIKE: _("a name that looks like it"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer found; ``what`` is the value that matched, where it is not on the account itself.

    ``is_former``: the customer was supplied there once, and is not any more.
    """

    account: AccountInfo
    kind: SearchKind
    what: str = ""
    is_former: bool = False
    is_exact: bool = False

    @property
    def found_by(self) -> Promise:
        """The word for what it was found by."""
        return KIND_WORDS[self.kind]


def search_customers(brand_id: int, text: str, *, most: int = MOST_HITS) -> list[Hit]:
    """The customers that a text may mean, each once: exact hits first, then as the rooms rank them."""
    wanted = " ".join(text.replace("\0", " ").split())  # PostgreSQL takes no NUL in a text
    customers = list(_by_customer(wanted, most))
    if find_only(customers) is not None:
        return [hit for hit in customers if hit.is_exact]
    hits: dict[int, Hit] = {}
    for hit in (*customers, *_by_paper(brand_id, wanted), *_by_supply(brand_id, wanted, most)):
        known = hits.get(hit.account.id)
        if known is None or (hit.is_exact and not known.is_exact):
            hits[hit.account.id] = hit
    ranked = sorted(hits.values(), key=_order)
    return ranked[:most]


def find_only(hits: list[Hit]) -> Hit | None:
    """The one customer whom an exact search names, if there is exactly one."""
    exact = [hit for hit in hits if hit.is_exact]
    return exact[0] if len(exact) == 1 else None


def _order(hit: Hit) -> tuple[bool, bool, bool]:
    # sorting is stable: within a rank the rooms' own order stays
    return (not hit.is_exact, hit.kind is SearchKind.ALIKE, hit.is_former)


def _by_customer(text: str, most: int) -> Iterator[Hit]:
    found = find_customers(text, limit=most)
    is_whole_email = bool(_WHOLE_EMAIL.fullmatch(text)) and len(found) == 1
    for account, kind in found:
        is_number = kind is SearchKind.NUMBER and account.number.lower() == text.lower()
        is_email = kind is SearchKind.EMAIL and (
            is_whole_email or account.email.lower() == text.lower()
        )
        yield Hit(account=account, kind=kind, is_exact=is_number or is_email)


def _by_paper(brand_id: int, text: str) -> Iterator[Hit]:
    """What customers read aloud on the telephone: the number of an invoice or of a request."""
    number = text.upper()
    if not _PAPER.fullmatch(number):
        return
    with suppress(NotFound):
        subject = get_issued_subject(brand_id=brand_id, number=number)
        for account in get_accounts({subject.account_id}).values():
            yield Hit(account=account, kind=SearchKind.DOCUMENT, what=number, is_exact=True)
    with suppress(NotFound):
        request = get_request(brand_id=brand_id, number=number).row
        for account in get_accounts({request.account_id}).values():
            yield Hit(account=account, kind=SearchKind.REQUEST, what=number, is_exact=True)


def _by_supply(brand_id: int, text: str, most: int) -> Iterator[Hit]:
    if "@" in text:
        return
    code = compact_code(text)
    is_whole_code = code.isdigit() and len(code) in {EAN_LENGTH, PDL_LENGTH}
    yield from _hits_of(
        find_accounts_by_contract(brand_id, text.upper()), SearchKind.CONTRACT, is_exact=True
    )
    yield from _hits_of(
        find_accounts_by_supply_point(brand_id, text),
        SearchKind.SUPPLY_POINT,
        is_exact=is_whole_code,
    )
    at_address = find_accounts_by_address(brand_id, text, limit=max(most, _MOST_ADDRESSES))
    yield from _hits_of(at_address, SearchKind.ADDRESS)


def _hits_of(
    found: Iterable[FoundSupply], kind: SearchKind, *, is_exact: bool = False
) -> Iterator[Hit]:
    supplies = list(found)
    accounts = get_accounts({each.account_id for each in supplies}) if supplies else {}
    for each in supplies:
        if each.account_id not in accounts:
            continue
        point = each.supply_point
        what = {
            SearchKind.CONTRACT: each.contract_number,
            SearchKind.SUPPLY_POINT: point.code,
        }.get(kind, point.address)
        yield Hit(
            account=accounts[each.account_id],
            kind=kind,
            what=what,
            is_former=each.until is not None,
            # who lives there now is meant, not who moved out
            is_exact=is_exact and (kind is SearchKind.CONTRACT or each.until is None),
        )
