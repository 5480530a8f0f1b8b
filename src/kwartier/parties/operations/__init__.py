"""What people do about themselves and their accounts; each verb is audited in its transaction."""

from kwartier.parties.operations.inviting import (
    accept_invitation,
    answer_request,
    invite_member,
    sign_up_by_invitation,
    withdraw_invitation,
)
from kwartier.parties.operations.managing import name_account_manager
from kwartier.parties.operations.profile import (
    change_account_language,
    change_language,
    change_profile,
    record_access,
    record_visit,
)
from kwartier.parties.operations.roles import change_role, end_membership, leave_account
from kwartier.parties.operations.second_factor import take_one_time_code
from kwartier.parties.operations.service_tokens import (
    actor_of_service,
    create_service_token,
    record_service_use,
    revoke_service_token,
)
from kwartier.parties.operations.signing_up import (
    AccountFacts,
    ActivatedMembership,
    activate_memberships,
    claim_account,
    sign_up,
)
from kwartier.parties.operations.tokens import create_agent_token, create_token, revoke_token

__all__ = [
    "AccountFacts",
    "ActivatedMembership",
    "accept_invitation",
    "activate_memberships",
    "actor_of_service",
    "answer_request",
    "change_account_language",
    "change_language",
    "change_profile",
    "change_role",
    "claim_account",
    "create_agent_token",
    "create_service_token",
    "create_token",
    "end_membership",
    "invite_member",
    "leave_account",
    "name_account_manager",
    "record_access",
    "record_service_use",
    "record_visit",
    "revoke_service_token",
    "revoke_token",
    "sign_up",
    "sign_up_by_invitation",
    "take_one_time_code",
    "withdraw_invitation",
]
