"""One mail a night to who asked, about everything that was raised: why it came, and how to stop it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.functional import lazy

from kwartier.alerts._stop_keys import write_stop_key
from kwartier.alerts.models import Alert, Watch
from kwartier.alerts.queries import as_alert
from kwartier.alerts.types import AlertKind
from kwartier.alerts.wording import say_alert
from kwartier.parties.types import MembershipInfo
from kwartier.platform import mail
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.types import BrandInfo
from kwartier.supply.types import ContractRow

# More of them are counted, and stand in the area: a mail of hundreds of lines is read by nobody.
_MOST = 10
_say = lazy(say_alert, str)


def write_mails(
    alerts: Sequence[Alert],
    watches: Collection[Watch],
    *,
    brand: BrandInfo,
    contracts: Mapping[tuple[int, int], ContractRow],
    members: Mapping[tuple[int, int], MembershipInfo],
) -> list[mail.Draft]:
    """The mails about what was raised: of an account to a person, one."""
    asked = {(row.account_id, row.supply_point_id, row.kind): row.person_id for row in watches}
    groups: dict[tuple[int, int], list[Alert]] = defaultdict(list)
    for alert in alerts:
        person_id = asked[alert.account_id, alert.supply_point_id, alert.kind]
        groups[alert.account_id, person_id].append(alert)
    return [
        _draft(group, brand, contracts=contracts, member=members[place])
        for place, group in groups.items()
    ]


def _draft(
    alerts: Sequence[Alert],
    brand: BrandInfo,
    *,
    contracts: Mapping[tuple[int, int], ContractRow],
    member: MembershipInfo,
) -> mail.Draft:
    stop_url = _stop_url(brand, member, alerts[0] if len(alerts) == 1 else None)
    first = alerts[0]
    shown = [
        _tell(alert, contracts[alert.account_id, alert.supply_point_id], brand, member)
        for alert in alerts[:_MOST]
    ]
    return mail.Draft(
        recipient=member.email,
        language=member.language if member.language in brand.languages else brand.default_language,
        topic="alerts_raised",
        context={
            "alerts": shown,
            "alert_count": len(alerts),
            "more_count": len(alerts) - len(shown),
            "page_url": find_customer_url(brand, "portal:alerts"),
            "stop_url": stop_url,
        },
        account_id=member.account_id,
        person_id=member.person_id,
        unique_key=f"alerts:{first.pk}:{len(alerts)}",
        stop_url=stop_url,
    )


def _tell(
    alert: Alert, contract: ContractRow, brand: BrandInfo, member: MembershipInfo
) -> dict[str, Any]:
    row = as_alert(alert)
    return {
        "title": row.kind.label,
        "why": _say(row),
        "address": contract.address,
        "energy": contract.energy,
        "stop_url": _stop_url(brand, member, alert),
    }


def _stop_url(brand: BrandInfo, member: MembershipInfo, alert: Alert | None) -> str:
    """Where one press stops an alert of this kind and supply point; without one, all of them."""
    key = write_stop_key(
        account_id=member.account_id,
        person_id=member.person_id,
        supply_point_id=alert.supply_point_id if alert else None,
        kind=AlertKind(alert.kind) if alert else None,
    )
    return find_customer_url(brand, "portal:stop_alerts", key=key)
