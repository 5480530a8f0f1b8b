"""Questions about people and accounts; a person's permission is checked here (``require_role``)."""

from kwartier.parties.queries.accounts import (
    as_account,
    find_customers,
    find_role,
    get_account,
    get_account_for,
    list_account_numbers,
    list_accounts,
    require_role,
)
from kwartier.parties.queries.members import (
    as_member,
    count_requests_of,
    find_invitation,
    hash_token,
    list_holders,
    list_invitations,
    list_members,
)
from kwartier.parties.queries.people import (
    check_office_entry,
    find_agent,
    find_key_account_manager,
    find_person_by_email,
    get_person,
    has_second_factor,
    list_access_log,
)
from kwartier.parties.queries.tokens import as_token, find_token, list_tokens

__all__ = [
    "as_account",
    "as_member",
    "as_token",
    "check_office_entry",
    "count_requests_of",
    "find_agent",
    "find_customers",
    "find_invitation",
    "find_key_account_manager",
    "find_person_by_email",
    "find_role",
    "find_token",
    "get_account",
    "get_account_for",
    "get_person",
    "has_second_factor",
    "hash_token",
    "list_access_log",
    "list_account_numbers",
    "list_accounts",
    "list_holders",
    "list_invitations",
    "list_members",
    "list_tokens",
    "require_role",
]
