"""What happens to advances, bills and runs: opened, changed, issued, corrected, released, recorded."""

from kwartier.billing.operations.billing_runs import (
    approve_run,
    make_drafts,
    plan_run,
    release_run,
    undo_run,
)
from kwartier.billing.operations.change_advance import (
    change_advance,
    change_advance_as_agent,
    record_refusal,
)
from kwartier.billing.operations.choose_rows import leave_out, plan_again
from kwartier.billing.operations.issue_bill import (
    correct_bill,
    issue_due_settlements,
    issue_settlement,
)
from kwartier.billing.operations.issue_invoices import issue_due_advances
from kwartier.billing.operations.keep_plans import (
    open_due_plans,
    open_plan,
    open_plans,
    record_past_change,
)
from kwartier.billing.operations.move_runs import work_on_runs
from kwartier.billing.operations.record_settlements import record_settlements
from kwartier.billing.operations.schedules import (
    announce_schedules,
    answer_revision,
    begin_schedule,
    end_schedule,
    propose_revisions,
)
from kwartier.billing.operations.set_outlier_limits import set_outlier_limits
from kwartier.billing.operations.set_rules import set_advance_rules
from kwartier.billing.operations.switch_billing import (
    carry_out_switches,
    switch_billing,
    withdraw_switch,
)

__all__ = [
    "announce_schedules",
    "answer_revision",
    "approve_run",
    "begin_schedule",
    "carry_out_switches",
    "change_advance",
    "change_advance_as_agent",
    "correct_bill",
    "end_schedule",
    "issue_due_advances",
    "issue_due_settlements",
    "issue_settlement",
    "leave_out",
    "make_drafts",
    "open_due_plans",
    "open_plan",
    "open_plans",
    "plan_again",
    "plan_run",
    "propose_revisions",
    "record_past_change",
    "record_refusal",
    "record_settlements",
    "release_run",
    "set_advance_rules",
    "set_outlier_limits",
    "switch_billing",
    "undo_run",
    "withdraw_switch",
    "work_on_runs",
]
