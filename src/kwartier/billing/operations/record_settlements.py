"""Take over what was settled elsewhere."""

from collections.abc import Sequence

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from kwartier.billing.models import SettlementRecord
from kwartier.billing.types import SettlementDraft
from kwartier.supply.queries import get_contracts

_BATCH = 2_000


@transaction.atomic
def record_settlements(drafts: Sequence[SettlementDraft]) -> int:
    """Take over settlements of past periods as facts; returns how many.

    Raises:
        IntegrityError: a period of a contract was settled already.
        KeyError: a contract does not exist.
    """
    contracts = get_contracts([draft.contract_id for draft in drafts])
    records = SettlementRecord.objects.bulk_create(
        [
            SettlementRecord(
                brand_id=contracts[draft.contract_id].brand_id,
                account_id=contracts[draft.contract_id].account_id,
                contract_id=draft.contract_id,
                period=DateRange(draft.period_from, draft.period_until),
                total_cents=draft.total_cents,
                advances_cents=draft.advances_cents,
                balance_cents=draft.total_cents - draft.advances_cents,
                issued_on=draft.issued_on,
            )
            for draft in drafts
        ],
        batch_size=_BATCH,
    )
    return len(records)
