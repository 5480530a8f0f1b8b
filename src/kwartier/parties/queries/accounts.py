"""Customer accounts, and what a person may do on them."""

import json
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import CharField, F, Func, Value

from kwartier.parties.models import CustomerAccount, Membership
from kwartier.parties.types import (
    ROLE_ORDER,
    AccountInfo,
    MailingAddress,
    MembershipState,
    Role,
    SearchKind,
)
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.prepared import fetch_rows

# One text, so that it can stand beside what else is asked of a person.
ACCOUNTS_OF_PERSON = (
    "(SELECT json_agg(json_build_array(a.id, a.brand_id, a.number, a.kind, a.name, a.language,"
    " a.email, a.enterprise_number, m.role) ORDER BY a.number)"
    " FROM parties_membership m JOIN parties_customeraccount a ON a.id = m.account_id"
    " WHERE m.person_id = %(person)s::bigint AND m.state = 'active')::text"
)
_OF_PERSON = f"SELECT {ACCOUNTS_OF_PERSON}"

ACCOUNT_KINDS_PART = """
SELECT a.id, a.kind FROM parties_customeraccount a WHERE a.id = ANY (%(accounts)s::bigint[])
"""
"""Of what kind accounts are, for `fetch_together`; wants ``accounts``."""


def as_account(account: CustomerAccount, *, role: str = "") -> AccountInfo:
    """Copy a row into the frozen value that doors and other rooms hold."""
    return AccountInfo(
        id=account.pk,
        brand_id=account.brand_id,
        number=account.number,
        kind=account.kind,
        name=account.name,
        language=account.language,
        email=account.email,
        enterprise_number=account.enterprise_number,
        role=role,
    )


def get_account(account_id: int) -> AccountInfo:
    """A customer account by its id, without anybody's role.

    Raises:
        NotFound: there is none, or the database does not show it to this request.
    """
    account = CustomerAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound
    return as_account(account)


def find_mailing_address(account_id: int) -> MailingAddress | None:
    """Where an account wants its post, if it wants it elsewhere than at its supply address."""
    columns = ("mailing_street", "mailing_postal_code", "mailing_city")
    found = CustomerAccount.objects.filter(pk=account_id).values_list(*columns).first()
    return MailingAddress(*found) if found is not None and any(found) else None


def list_mailing_addresses(account_ids: Iterable[int]) -> dict[int, MailingAddress]:
    """`find_mailing_address` for several accounts, by id; who has none is left out."""
    columns = ("pk", "mailing_street", "mailing_postal_code", "mailing_city")
    found = CustomerAccount.objects.filter(pk__in=list(account_ids)).values_list(*columns)
    return {pk: MailingAddress(*address) for pk, *address in found if any(address)}


def get_accounts(account_ids: Iterable[int]) -> dict[int, AccountInfo]:
    """Those of the accounts that the asker may see, by id; one query."""
    found = CustomerAccount.objects.in_bulk(list(account_ids))
    return {pk: as_account(account) for pk, account in found.items()}


def list_accounts(person_id: int) -> list[AccountInfo]:
    """The accounts on which the person is an active member, each with the role, by number."""
    ((accounts,),) = fetch_rows(_OF_PERSON, {"person": person_id})
    return read_accounts(accounts)


def read_accounts(written: str | None) -> list[AccountInfo]:
    """The accounts in the text of `ACCOUNTS_OF_PERSON`."""
    return [AccountInfo(*account) for account in json.loads(written or "[]")]


def get_account_for(
    person_id: int, *, number: str | None = None, account_id: int | None = None
) -> AccountInfo:
    """One of the person's accounts, by its number or its id.

    Raises:
        NotFound: there is no such account, or the person is not an active member of it.
    """
    for account in list_accounts(person_id):
        if account.number == number or account.id == account_id:
            return account
    raise NotFound


def find_customers(text: str, *, limit: int = 20) -> list[tuple[AccountInfo, SearchKind]]:
    """Accounts for an agent's search box, by number, e-mail address or name, the surest first.

    Each with what it was found by. Numbers and addresses match from their beginning (four digits
    anywhere in a number), names by all their words in any order, without accents; where nothing
    matches, names that look alike. Below two letters nothing is searched. Asked by anybody but an
    agent in the office, the database answers with nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, matched FROM parties_find_customers(%s, %s)",
            [text, limit],
        )
        found: dict[int, str] = dict(cursor.fetchall())
    accounts = CustomerAccount.objects.in_bulk(list(found))
    return [(as_account(accounts[pk]), SearchKind(kind)) for pk, kind in found.items()]


def find_role(person_id: int, account_id: int) -> Role | None:
    """The role in which the person actively stands to the account, if any."""
    role = (
        Membership.objects.filter(
            person_id=person_id, account_id=account_id, state=MembershipState.ACTIVE
        )
        .values_list("role", flat=True)
        .first()
    )
    return None if role is None else Role(role)


def require_role(person_id: int, account_id: int, least: Role) -> Role:
    """Check that the person may act on the account with at least this role; returns the role.

    Raises:
        NotFound: the person is a stranger to the account, whether it exists or not.
        NotAllowed: the person's role is lower.
    """
    role = find_role(person_id, account_id)
    if role is None:
        raise NotFound
    if ROLE_ORDER.index(role) < ROLE_ORDER.index(least):
        raise NotAllowed
    return role


def list_accounts_by_number(brand_id: int, numbers: Iterable[str]) -> dict[str, int]:
    """The ids of a brand's accounts, by customer number; what is none is left out."""
    found = CustomerAccount.objects.filter(brand_id=brand_id, number__in=set(numbers))
    return dict(found.values_list("number", "pk"))


def list_accounts_by_digits(brand_id: int, digits: Collection[str]) -> dict[str, int]:
    """The ids of a brand's accounts by the digits of their numbers, without zeros before them.

    A payer's reference carries only these; digits that two accounts share are left out.
    """
    if not digits:
        return {}
    plain = Func(F("number"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    found: dict[str, int] = {}
    shared: set[str] = set()
    rows = CustomerAccount.objects.annotate(
        digits=Func(plain, Value("0"), function="ltrim", output_field=CharField())
    ).filter(brand_id=brand_id, digits__in=list(digits))
    for each, account_id in rows.values_list("digits", "pk"):
        shared.update({each} & found.keys())
        found[each] = account_id
    return {each: account_id for each, account_id in found.items() if each not in shared}


def list_account_numbers(account_ids: Iterable[int]) -> dict[int, str]:
    """The customer numbers of accounts, by id; one query."""
    found = CustomerAccount.objects.filter(pk__in=list(account_ids))
    return dict(found.values_list("pk", "number"))
