"""Which days of a supply point whose customer had, what covers them, and what goes when nothing does."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from energycore.clocks import day_number
from energycore.units import BoolArray, IntArray
from kwartier.intervals._consent_types import Purged
from kwartier.intervals.models import IntervalConsent
from kwartier.platform import locks
from kwartier.platform.inserting import as_array
from kwartier.platform.leaving import let_go
from kwartier.platform.prepared import fetch_rows

_CONTRACT_DAYS = """
SELECT point_id, account_id, from_day, COALESCE(until_day, DATE '2200-01-01'), bills_on_intervals
FROM kwartier_contract_days(%(points)s::bigint[])
"""
_PURGE = """
SELECT day_count, revision_count, value_count, kept_days, billed_days, array_to_string(files, ' ')
FROM kwartier_purge_intervals(%(points)s::bigint[])
"""


# Two who load or purge one supply point wait for each other; so many locks keep most others apart.
_LOCKS = 256


def lock_points(supply_point_ids: Iterable[int]) -> None:
    """Wait for whoever loads or purges the same, until the transaction ends; read after it, not before.

    Taken before any lock of consents: else one who loads and consents could wait for one who revokes.
    """
    locks.hold("intervals.point", *(point_id % _LOCKS for point_id in supply_point_ids))


@dataclass(frozen=True, slots=True)
class ContractDays:
    """Days [from, until) on which an account is supplied, and what covers finer values of them."""

    account_id: int
    from_day: int
    until_day: int
    is_billed: bool
    is_consented: bool


def list_contract_days(
    supply_point_ids: Collection[int], *, consenting: int | None = None
) -> dict[int, list[ContractDays]]:
    """By supply point, its contracts that the asker may see; three questions at most.

    ``consenting``: an account that consents by what it is doing now.
    """
    points = list(supply_point_ids)
    live = IntervalConsent.objects.filter(supply_point_id__in=points, ended_at__isnull=True)
    consented = set(live.values_list("account_id", "supply_point_id"))
    found: dict[int, list[ContractDays]] = {point: [] for point in points}
    for point, account, from_day, until_day, is_billed in fetch_rows(
        _CONTRACT_DAYS, {"points": as_array(points)}
    ):
        found[point].append(
            ContractDays(
                account_id=account,
                from_day=day_number(from_day),
                until_day=day_number(until_day),
                is_billed=is_billed,
                is_consented=account == consenting or (account, point) in consented,
            )
        )
    return found


def mask_days(
    days: IntArray, contracts: Sequence[ContractDays], *, account_id: int | None
) -> tuple[BoolArray, BoolArray]:
    """Of days (int64[D]) which are under contract, and of which finer values are covered: bool[D].

    With an account: under a contract of that account.
    """
    contracted = np.zeros(len(days), dtype=np.bool_)
    covered = np.zeros(len(days), dtype=np.bool_)
    for each in contracts:
        if account_id in {None, each.account_id}:
            within = (days >= each.from_day) & (days < each.until_day)
            contracted |= within
            covered |= within & (each.is_billed or each.is_consented)
    return contracted, covered


def purge(supply_point_ids: Collection[int]) -> Purged:
    """Delete what nothing covers any more of supply points, and the files that brought it.

    The rows go with this transaction; the files are let go in it, and a worker deletes them. Lock the
    points before.
    """
    ((days, revisions, values, kept, billed, files),) = fetch_rows(
        _PURGE, {"points": as_array(sorted(supply_point_ids))}
    )
    let_go(files.split())
    return Purged(
        day_count=int(days),
        revision_count=int(revisions),
        value_count=int(values),
        file_count=len(files.split()),
        kept_days=int(kept),
        billed_days=int(billed),
    )


def tell_purged(purged: Purged) -> dict[str, object]:
    """What went and what stays, for the record."""
    return {
        "purged_days": purged.day_count,
        "purged_files": purged.file_count,
        "kept_days": purged.kept_days,
        "billed_days": purged.billed_days,
    }
