"""A person's own particulars, and what is noted about their signing in."""

import ipaddress
from datetime import datetime, timedelta

from kwartier.parties.called import check_name
from kwartier.parties.models import CustomerAccount, Person
from kwartier.parties.queries.people import as_log_row
from kwartier.parties.refusals import UnknownLanguage
from kwartier.parties.types import AccessLogRow
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import Actor, ActorKind, BrandInfo

_LONGEST_BROWSER = 120
_VISIT = timedelta(hours=1)


def change_profile(
    *, brand: BrandInfo, name: str, phone: str, language: str, actor: Actor, now: datetime
) -> None:
    """Change the actor's own name, telephone number and language.

    Raises:
        NameUnreadable: there is nothing to read in the name.
        UnknownLanguage: the brand does not speak it.
    """
    name = check_name(name)
    _check_language(brand, language)
    person = Person.objects.get(pk=actor.person_id or 0)
    before = {"name": person.name, "phone": person.phone, "language": person.language}
    after = {"name": name, "phone": phone, "language": language}
    if before == after:
        return
    person.name, person.phone, person.language = name, phone, language
    person.save(update_fields=["name", "phone", "language"])
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="person.profile_changed",
        subject_kind="person",
        subject_id=person.pk,
        account_id=None,
        before=before,
        after=after,
    )


def change_language(*, brand: BrandInfo, language: str, person_id: int) -> None:
    """Change the language in which a person sees pages and gets mails.

    Raises:
        UnknownLanguage: the brand does not speak it.
    """
    _check_language(brand, language)
    Person.objects.filter(pk=person_id).update(language=language)


def change_account_language(*, brand: BrandInfo, account_id: int, language: str) -> None:
    """Change the language in which an account gets its documents; who changed it records it.

    Raises:
        UnknownLanguage: the brand does not speak it.
    """
    _check_language(brand, language)
    CustomerAccount.objects.filter(pk=account_id).update(language=language)


def record_access(
    *,
    brand: BrandInfo,
    person_id: int,
    person_name: str,
    action: str,
    address: str,
    browser: str,
    now: datetime,
) -> None:
    """Note a sign-in or a change of the person's credentials in their access log.

    Of the network address only the network is kept (``203.0.113.0/24``): the log cannot be erased.
    """
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=Actor(kind=ActorKind.CUSTOMER, person_id=person_id, name=person_name),
        action=action,
        subject_kind="person",
        subject_id=person_id,
        account_id=None,
        after={"network": shorten_address(address), "browser": browser[:_LONGEST_BROWSER]},
    )


def record_visit(
    *, brand_id: int, account_id: int, page: str, actor: Actor, now: datetime, limit: int = 1
) -> list[AccessLogRow]:
    """Note in an account's record that an agent looked at one of its pages (``page``: a key).

    Who opens the same page again within the hour is noted once. Answers with the newest ``limit``
    entries of the record as they were before, so that a page that shows them asks only once.

    Raises:
        NotAllowed: the actor is not an agent; a customer's own visits are nobody's affair.
    """
    if actor.kind is not ActorKind.AGENT:
        raise NotAllowed
    entries = audit.note_and_list(
        brand_id=brand_id,
        at=now,
        since=now - _VISIT,
        actor=actor,
        action=f"account.visited_{page}",
        subject_kind="account",
        subject_id=account_id,
        account_id=account_id,
        limit=limit,
    )
    return [as_log_row(entry, person_id=actor.person_id or 0) for entry in entries]


def shorten_address(address: str) -> str:
    """The network of an internet address: /24 for IPv4, /48 for IPv6; empty for anything else."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return ""
    prefix = 24 if version == 4 else 48  # noqa: PLR2004 - the two versions of the protocol
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def _check_language(brand: BrandInfo, language: str) -> None:
    if language not in brand.languages:
        raise UnknownLanguage(field="language")
