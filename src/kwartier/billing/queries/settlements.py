"""The settlements of past periods of a contract, as one prepared question."""

from kwartier.billing.types import SettlementView
from kwartier.platform.prepared import fetch_rows

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


def list_settlements(*, contract_id: int) -> list[SettlementView]:
    """The settlements of past periods of a contract, the newest first."""
    found = fetch_rows(_SETTLEMENTS, {"contract": contract_id})
    return [SettlementView(**dict(zip(_SETTLEMENT_FIELDS, row, strict=True))) for row in found]
