"""Acts on deliveries: to choose a way, to send, to note what became of it, to send again."""

from kwartier.delivery.operations.choose_delivery import choose_delivery
from kwartier.delivery.operations.deliver import (
    deliver_forgotten,
    deliver_issued,
    record_past_deliveries,
)
from kwartier.delivery.operations.follow_choices import follow_choices
from kwartier.delivery.operations.monthly_statements import (
    choose_monthly_statement,
    read_stop_key,
    stop_monthly_statement,
)
from kwartier.delivery.operations.note_outcomes import note_einvoices, note_mails, record_bounce
from kwartier.delivery.operations.print_letters import make_print_batch
from kwartier.delivery.operations.queue_letters import queue_letters, unqueue_letters
from kwartier.delivery.operations.send_again import send_again
from kwartier.delivery.operations.send_statements import send_statements

__all__ = [
    "choose_delivery",
    "choose_monthly_statement",
    "deliver_forgotten",
    "deliver_issued",
    "follow_choices",
    "make_print_batch",
    "note_einvoices",
    "note_mails",
    "queue_letters",
    "read_stop_key",
    "record_bounce",
    "record_past_deliveries",
    "send_again",
    "send_statements",
    "stop_monthly_statement",
    "unqueue_letters",
]
