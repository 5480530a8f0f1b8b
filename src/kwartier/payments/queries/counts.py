"""How much of what moves at the bank waits for an agent; one question."""

from typing import NamedTuple

from kwartier.platform.prepared import fetch_rows

_WAITING = """
SELECT (SELECT count(*) FROM payments_refundbatch WHERE brand_id = %(brand)s::bigint AND state = 'made'),
  (SELECT count(*) FROM payments_return WHERE brand_id = %(brand)s::bigint AND state = 'open'),
  (SELECT count(*) FROM payments_collectionbatch
   WHERE brand_id = %(brand)s::bigint AND state = 'made'),
  (SELECT count(*) FROM payments_mandate
   WHERE brand_id = %(brand)s::bigint AND state = 'suspended')
"""


class BankWork(NamedTuple):
    """Refund batches to approve, returns to look at, files to send, mandates that are suspended."""

    refund_batches: int
    returns: int
    collection_batches: int
    mandates: int


def count_work(brand_id: int) -> BankWork:
    """What of a brand waits for an agent."""
    (row,) = fetch_rows(_WAITING, {"brand": brand_id})
    return BankWork(*row)
