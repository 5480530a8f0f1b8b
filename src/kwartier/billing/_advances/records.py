"""The record of a contract's advances: its changes and its settlements, each one prepared question."""

import json

from django.db import DEFAULT_DB_ALIAS

from kwartier.billing.models import AdvanceChange, AdvancePlan
from kwartier.billing.types import SettlementView
from kwartier.platform.prepared import fetch_rows

_CHANGE_COLUMNS = (
    *("id", "brand_id", "account_id", "plan_id", "from_cents", "to_cents", "effective_on"),
    *("decided_on", "decided_at", "actor_kind", "actor_person_id", "actor_name", "channel"),
    *("occasion", "justification", "simulation", "form_token", "once_key"),
)
_CHANGES = (
    f"SELECT {', '.join(f'c.{name}' for name in _CHANGE_COLUMNS)}"  # noqa: S608 - names of columns
    " FROM billing_advancechange c JOIN billing_advanceplan p ON p.id = c.plan_id"
    " WHERE p.contract_id = %(contract)s::bigint ORDER BY c.decided_on DESC, c.id DESC"
)
# In the order of the columns below.
_SETTLEMENT_FIELDS = (
    *("id", "contract_id", "period_from", "period_until", "total_cents", "advances_cents"),
    *("balance_cents", "issued_on", "number"),
)
_SETTLEMENTS = """
SELECT id, contract_id, lower(period), upper(period), total_cents, advances_cents, balance_cents,
       issued_on, ''
FROM billing_settlementrecord WHERE contract_id = %(contract)s::bigint
UNION ALL
SELECT b.id, b.contract_id, lower(b.period), upper(b.period), b.total_cents, b.advances_cents,
       b.balance_cents, b.issued_on, b.number
FROM billing_bill b JOIN billing_billedperiod p ON p.bill_id = b.id
WHERE b.contract_id = %(contract)s::bigint
ORDER BY 8 DESC
"""


def list_change_rows(contract_id: int) -> list[AdvanceChange]:
    """Every change of the advance of a contract, the newest first, with the ids of its plan."""
    changes = []
    for row in fetch_rows(_CHANGES, {"contract": contract_id}):
        change = AdvanceChange.from_db(DEFAULT_DB_ALIAS, _CHANGE_COLUMNS, row)
        change.simulation = json.loads(change.simulation)
        change.plan = AdvancePlan.from_db(
            DEFAULT_DB_ALIAS, ("id", "contract_id"), (change.plan_id, contract_id)
        )
        changes.append(change)
    return changes


def list_settlement_views(contract_id: int) -> list[SettlementView]:
    """The settlements of past periods of a contract, the newest first."""
    found = fetch_rows(_SETTLEMENTS, {"contract": contract_id})
    return [SettlementView(**dict(zip(_SETTLEMENT_FIELDS, row, strict=True))) for row in found]
