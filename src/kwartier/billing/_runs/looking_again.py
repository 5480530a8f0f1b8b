"""Which drafts of a run rest on something that was written since the run was planned."""

from kwartier.billing._run_states import RunRowState
from kwartier.billing.models import BillDraft, BillingRun
from kwartier.brand_settings.queries import are_parameters_written
from kwartier.metering.queries import list_points_written
from kwartier.platform.inserting import as_array
from kwartier.platform.marks import is_since, read_mark
from kwartier.platform.prepared import fetch_rows
from kwartier.pricing.queries import are_prices_written
from kwartier.supply.queries import list_accounts_written

_TAKE_BACK = f"""
WITH written AS (
  SELECT f.row_id FROM billing_billdraft f JOIN billing_billingrunrow r ON r.id = f.row_id
  JOIN billing_advanceplan p ON p.id = r.plan_id
  WHERE r.run_id = %(run)s::bigint AND r.state = '{RunRowState.DRAFTED}' AND (%(all)s::boolean
    OR {is_since("p")} OR f.supply_point_id = ANY (%(points)s::bigint[])
    OR f.account_id = ANY (%(accounts)s::bigint[]))),
gone AS (DELETE FROM billing_billdraft f USING written WHERE f.row_id = written.row_id)
UPDATE billing_billingrunrow r SET state = '{RunRowState.PLANNED}'
FROM written WHERE r.id = written.row_id RETURNING 1
"""  # noqa: S608 - states of this room


def take_back_written(run: BillingRun) -> int:
    """Take the drafts back that may come out otherwise now: workers calculate these again.

    Those are of a contract, meter, reading, peak or plan that was written since the plan; all of
    them where a price or a parameter of the brand was. Returns how many.
    """
    since = read_mark(run.plan_mark)
    drafts = BillDraft.objects.filter(row__run=run)
    points = set(drafts.values_list("supply_point_id", flat=True))
    is_all = are_parameters_written(brand_id=run.brand_id, since=since) or are_prices_written(
        brand_id=run.brand_id, since=since
    )
    taken = fetch_rows(
        _TAKE_BACK,
        {
            "run": run.pk,
            **since,
            "all": is_all,
            "points": as_array(list_points_written(points, since=since)),
            "accounts": as_array(list_accounts_written(brand_id=run.brand_id, since=since)),
        },
    )
    return len(taken)
