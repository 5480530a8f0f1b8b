"""Alerts that a household and a business set, and what the last night raised."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kwartier.alerts.operations import raise_alerts, set_watch
from kwartier.alerts.types import AlertKind
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.french_homes import FrenchHome
from kwartier.intervals.operations import give_consent
from kwartier.intervals.queries import read_consent_text
from kwartier.intervals.types import ConsentChannel, Purpose
from kwartier.parties.queries import get_account_for, list_holders
from kwartier.parties.types import AccountInfo
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.supply.types import ContractRow

_SET_BEFORE = timedelta(days=1)
# Limits that what these people use is just above, and some that it is not.
_WATCHED: Mapping[str, Mapping[AlertKind, int]] = {
    "noor": {
        AlertKind.UNUSUAL_USE: 50,
        AlertKind.LEAK: 50,
        AlertKind.ADVANCE_DRIFT: 5,
        AlertKind.READING_DUE: 35,
    },
    "wim": {AlertKind.MONTH_PEAK: 3_000, AlertKind.LEAK: 50},
    "elodie": {AlertKind.LEAK: 60, AlertKind.UNUSUAL_USE: 50},
}


def set_belgian_alerts(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> None:
    """What Belgians asked to be told of, and the night in which it is looked at for the first time."""
    for customer in customers:
        login = customer.story.login if customer.story is not None else ""
        for point, contract in customer.contracts:
            if point.energy == "electricity" and login in _WATCHED:
                _set(login, customer.account, contract, today - _SET_BEFORE)
    raise_alerts(brand_id=brand.id, today=today, now=morning_of(today))


def set_french_alerts(
    brand: BrandInfo,
    people: Sequence[tuple[FrenchHome, AccountInfo, ContractRow]],
    *,
    today: date,
) -> None:
    """The same in France."""
    for home, account, contract in people:
        if home.login in _WATCHED:
            _set(home.login, account, contract, today - _SET_BEFORE)
    raise_alerts(brand_id=brand.id, today=today, now=morning_of(today))


def _set(login: str, account: AccountInfo, contract: ContractRow, day: date) -> None:
    holder = list_holders(account.id)[0]
    own = get_account_for(holder.person_id, account_id=account.id)
    actor = Actor(kind=ActorKind.CUSTOMER, person_id=holder.person_id, name=holder.name)
    now = morning_of(day)
    give_consent(
        account=own,
        supply_point_id=contract.supply_point_id,
        purpose=Purpose.ALERTS,
        text_version=read_consent_text(Purpose.ALERTS).version,
        channel=ConsentChannel.PORTAL,
        actor=actor,
        today=day,
        now=now,
    )
    for kind, limit in _WATCHED[login].items():
        set_watch(
            account=own,
            code=contract.code,
            kind=kind,
            limit=limit,
            person_id=holder.person_id,
            actor=actor,
            today=day,
            now=now,
        )
