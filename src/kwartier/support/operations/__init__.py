"""What support does: articles synced, feedback kept, requests opened, answered and closed."""

from kwartier.support.operations.add_message import add_message
from kwartier.support.operations.close_request import close_request
from kwartier.support.operations.late_payments import (
    answer_dispute,
    answer_waiver,
    ask_waiver,
    dispute_bill,
)
from kwartier.support.operations.open_request import open_request
from kwartier.support.operations.record_feedback import record_feedback
from kwartier.support.operations.stand_by_reading import stand_by_reading
from kwartier.support.operations.sync_articles import sync_articles

__all__ = [
    "add_message",
    "answer_dispute",
    "answer_waiver",
    "ask_waiver",
    "close_request",
    "dispute_bill",
    "open_request",
    "record_feedback",
    "stand_by_reading",
    "sync_articles",
]
