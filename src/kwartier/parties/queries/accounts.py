"""Customer accounts, and what a person may do on them."""

from kwartier.parties.models import CustomerAccount, Membership
from kwartier.parties.types import ROLE_ORDER, AccountInfo, MembershipState, Role
from kwartier.platform.errors import NotAllowed, NotFound


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


def list_accounts(person_id: int) -> list[AccountInfo]:
    """The accounts on which the person is an active member, each with the role, by number."""
    memberships = (
        Membership.objects.filter(person_id=person_id, state=MembershipState.ACTIVE)
        .select_related("account")
        .order_by("account__number")
    )
    return [as_account(membership.account, role=membership.role) for membership in memberships]


def get_account(account_id: int) -> AccountInfo:
    """An account by its id, as far as row-level security shows it; without a role.

    Raises:
        NotFound: there is no such account, or it is not to be seen.
    """
    account = CustomerAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound
    return as_account(account)


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
