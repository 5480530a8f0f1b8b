"""The changes of a contract's advance, as one prepared question."""

import json

from django.db import DEFAULT_DB_ALIAS

from kwartier.billing._advance_models import AdvanceChange, AdvancePlan
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
