"""Acts of arrears: to remind, to take costs off, to wait while something is disputed, to plan."""

from kwartier.arrears.operations.agents import close_case, hold_case, note_reduction
from kwartier.arrears.operations.disputes import end_dispute, move_disputes, open_dispute
from kwartier.arrears.operations.papers import make_letter, make_letters
from kwartier.arrears.operations.plans import accept_plan, follow_plans, propose_plan
from kwartier.arrears.operations.posting import (
    check_letters,
    note_all_posted,
    note_posted,
    note_printed,
)
from kwartier.arrears.operations.remind import remind
from kwartier.arrears.operations.waivers import (
    ask_waiver,
    decide_waiver,
    post_waivers,
    waive_crossed,
)

__all__ = [
    "accept_plan",
    "ask_waiver",
    "check_letters",
    "close_case",
    "decide_waiver",
    "end_dispute",
    "follow_plans",
    "hold_case",
    "make_letter",
    "make_letters",
    "move_disputes",
    "note_all_posted",
    "note_posted",
    "note_printed",
    "note_reduction",
    "open_dispute",
    "post_waivers",
    "propose_plan",
    "remind",
    "waive_crossed",
]
