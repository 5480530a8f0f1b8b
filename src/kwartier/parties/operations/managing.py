"""Who looks after an account in person: the agent whose name and number stand on its documents."""

from datetime import datetime

from django.db import transaction

from kwartier.parties.models import Agent, CustomerAccount
from kwartier.parties.refusals import ManagerUnreachable
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind, BrandInfo


@transaction.atomic
def name_account_manager(
    *, brand: BrandInfo, account_id: int, agent_id: int | None, actor: Actor, now: datetime
) -> None:
    """Let an agent look after an account in person; ``agent_id`` None: nobody does any longer.

    Documents that were made before keep the name that stands on them. The same agent again changes
    nothing.

    Raises:
        NotAllowed: the actor is a customer.
        NotFound: the brand has no such account, or no such active agent.
        ManagerUnreachable: the agent has no telephone number, which the documents have to name.
    """
    if actor.kind is ActorKind.CUSTOMER:
        raise NotAllowed
    accounts = CustomerAccount.objects.filter(brand_id=brand.id, pk=account_id)
    account = accounts.select_related("key_account_manager__person").select_for_update(of=("self",))
    found = account.first()
    if found is None:
        raise NotFound
    if found.key_account_manager_id == agent_id:
        return
    manager = None if agent_id is None else _get_agent(brand, agent_id)
    before = found.key_account_manager
    accounts.update(key_account_manager=manager)
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="account.manager_named" if manager else "account.manager_ended",
        subject_kind="account",
        subject_id=account_id,
        account_id=account_id,
        before={"manager": before.person.name} if before else {},
        after={"manager": manager.person.name} if manager else {},
    )


def _get_agent(brand: BrandInfo, agent_id: int) -> Agent:
    active = Agent.objects.filter(brand_id=brand.id, is_active=True, person__is_active=True)
    agent = active.select_related("person").filter(pk=agent_id).first()
    if agent is None:
        raise NotFound
    if not agent.phone:
        raise ManagerUnreachable(field="manager", params={"name": agent.person.name})
    return agent
