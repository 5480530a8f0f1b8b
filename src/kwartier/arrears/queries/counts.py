"""How much of what is late waits for an agent; one question."""

from typing import NamedTuple

from kwartier.platform.prepared import fetch_rows

_WAITING = """
SELECT (SELECT count(*) FROM arrears_waiver WHERE brand_id = %(brand)s::bigint AND state = 'with_agent'),
  (SELECT count(*) FROM arrears_dispute WHERE brand_id = %(brand)s::bigint AND state = 'open'),
  (SELECT count(*) FROM arrears_remindercase
   WHERE brand_id = %(brand)s::bigint AND state = 'with_agent'),
  (SELECT count(*) FROM arrears_reminder
   WHERE brand_id = %(brand)s::bigint AND sent_on IS NULL AND withdrawn_on IS NULL)
"""


class ArrearsWork(NamedTuple):
    """Costs that customers asked back, disputes, cases for an agent, letters to post."""

    waivers: int
    disputes: int
    cases: int
    letters: int


def count_work(*, brand_id: int) -> ArrearsWork:
    """What of a brand waits for an agent."""
    (row,) = fetch_rows(_WAITING, {"brand": brand_id})
    return ArrearsWork(*row)
