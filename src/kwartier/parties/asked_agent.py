"""The agent whom a command names by an e-mail address."""

from django.core.management.base import CommandError

from kwartier.parties.queries import find_agent, find_person_by_email
from kwartier.platform.types import Actor, ActorKind, BrandInfo


def get_asked_actor(brand: BrandInfo, email: str) -> Actor:
    """The agent behind an address, as what is done goes on the record.

    Raises:
        CommandError: no address, or nobody who is an agent of the brand.
    """
    person = find_person_by_email(brand_id=brand.id, email=email) if email else None
    if person is None or find_agent(person.pk) is None:
        raise CommandError(
            "Give --as the e-mail address of an agent of the brand: every step is somebody's."
        )
    return Actor(kind=ActorKind.AGENT, person_id=person.pk, name=person.name)
