"""Questions that arrears answers."""

from kwartier.arrears._sources import list_unsourced_rules
from kwartier.arrears.queries.cases import list_cases, list_with_agent
from kwartier.arrears.queries.counts import ArrearsWork, count_work
from kwartier.arrears.queries.disputes import list_disputes, list_open_disputes
from kwartier.arrears.queries.invoice_states import (
    find_invoice_state,
    list_invoice_states,
    list_late,
)
from kwartier.arrears.queries.overview import ArrearsOverview, get_overview
from kwartier.arrears.queries.plans import (
    count_plannable,
    find_running_plan,
    get_plan_bounds,
    list_plans,
    offer_plan,
)
from kwartier.arrears.queries.reminders import get_reminder, list_reminders, list_to_post
from kwartier.arrears.queries.waivers import list_asked_waivers, list_waivers

__all__ = [
    "ArrearsOverview",
    "ArrearsWork",
    "count_plannable",
    "count_work",
    "find_invoice_state",
    "find_running_plan",
    "get_overview",
    "get_plan_bounds",
    "get_reminder",
    "list_asked_waivers",
    "list_cases",
    "list_disputes",
    "list_invoice_states",
    "list_late",
    "list_open_disputes",
    "list_plans",
    "list_reminders",
    "list_to_post",
    "list_unsourced_rules",
    "list_waivers",
    "list_with_agent",
    "offer_plan",
]
