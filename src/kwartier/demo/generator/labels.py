"""What a business with many supply points calls them: names, groups and tags."""

from collections.abc import Mapping, Sequence
from datetime import date

from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of
from kwartier.parties.queries import get_account_for, list_holders
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.operations import label_supply_point
from kwartier.supply.types import PointLabel

# In the order of their contracts; the rest has none.
_LABELS: Mapping[str, Sequence[PointLabel]] = {
    "sarah": (
        PointLabel("Boulangerie du Pinson", "Centre", ("four", "magasin")),
        PointLabel("Atelier du Pinson", "Centre", ("four",)),
        PointLabel("Dépôt Nord", "Dépôts", ("froid",)),
        PointLabel("Dépôt Sud", "Dépôts", ("froid", "quai")),
        PointLabel("", "Dépôts", ("quai",)),
        PointLabel("Kiosque de la Gare", "", ("magasin",)),
    ),
}


def label_supply_points(customers: Sequence[Customer], *, today: date) -> None:
    """What these people typed this morning."""
    for customer in customers:
        login = customer.story.login if customer.story is not None else ""
        labels = _LABELS.get(login, ())
        if not labels:
            continue
        holder = list_holders(customer.account.id)[0]
        account = get_account_for(holder.person_id, account_id=customer.account.id)
        actor = Actor(kind=ActorKind.CUSTOMER, person_id=holder.person_id, name=holder.name)
        for (point, _contract), label in zip(customer.contracts, labels, strict=False):
            label_supply_point(
                account=account,
                code=point.code,
                label=label,
                actor=actor,
                now=morning_of(today),
            )
