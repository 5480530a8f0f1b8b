"""What a billing run comes to, counted by the database."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection

from kwartier.billing._run_states import RowObstacle, RunRowState


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run comes to: how many periods are in which state, and their sums in cents.

    ``to_pay_cents`` and ``to_give_back_cents`` are the balances after the advances, both positive;
    ``refused_counts`` says what is missing or in the way how often, by its code.
    """

    state_counts: dict[str, int] = field(default_factory=dict)
    total_cents: int = 0
    advances_cents: int = 0
    to_pay_cents: int = 0
    to_give_back_cents: int = 0
    outlier_count: int = 0
    refused_counts: dict[str, int] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """How many billing periods the run found."""
        return sum(self.state_counts.values())

    @property
    def refused_count(self) -> int:
        """How many of them make no bill."""
        return self.state_counts.get(RunRowState.REFUSED, 0)

    @property
    def left_out_count(self) -> int:
        """How many of these an agent left out: nothing has to be done about them."""
        return self.refused_counts.get(RowObstacle.LEFT_OUT, 0)

    @property
    def waiting_count(self) -> int:
        """How many periods wait for something that has to be completed or looked at."""
        return self.refused_count - self.left_out_count

    @property
    def billable_count(self) -> int:
        """How many of them make, or made, a bill."""
        return self.row_count - self.refused_count


_STATES = """
SELECT state, count(*), COALESCE(sum(total_cents), 0)::bigint,
       COALESCE(sum(advances_cents), 0)::bigint,
       COALESCE(sum(GREATEST(total_cents - advances_cents, 0)), 0)::bigint,
       COALESCE(sum(GREATEST(advances_cents - total_cents, 0)), 0)::bigint,
       count(*) FILTER (WHERE is_outlier)
FROM billing_billingrunrow WHERE run_id = %s GROUP BY state
"""
# A period for which two things of a kind are missing counts once under that kind.
_REFUSED = """
SELECT reason.kind, count(*) FROM billing_billingrunrow r
CROSS JOIN LATERAL (SELECT DISTINCT part ->> 'kind' AS kind FROM jsonb_array_elements(r.why) part) reason
WHERE r.run_id = %s AND r.state = 'refused' GROUP BY reason.kind ORDER BY reason.kind
"""


def count_run(run_id: int) -> RunReport:
    """What the rows of a run come to now; what waits counts in no sum. Two questions."""
    with connection.cursor() as cursor:
        cursor.execute(_STATES, [run_id])
        states = {str(row[0]): tuple(map(int, row[1:])) for row in cursor.fetchall()}
        cursor.execute(_REFUSED, [run_id])
        refused = {str(kind): int(count) for kind, count in cursor.fetchall()}
    sums = [row for state, row in states.items() if state != RunRowState.REFUSED]
    totals = [sum(column) for column in zip(*sums, strict=True)] or [0] * 6
    return RunReport(
        state_counts={state: row[0] for state, row in states.items()},
        total_cents=totals[1],
        advances_cents=totals[2],
        to_pay_cents=totals[3],
        to_give_back_cents=totals[4],
        outlier_count=totals[5],
        refused_counts=refused,
    )


def report_to_json(report: RunReport) -> dict[str, Any]:
    """The stored form of a report."""
    return asdict(report)


def report_from_json(stored: Mapping[str, Any]) -> RunReport:
    """The report behind its stored form."""
    return RunReport(**stored)
