"""The Django application of arrears."""

from django.apps import AppConfig


class ArrearsConfig(AppConfig):
    """Registers the room, says which documents nobody may collect or move, and has letters printed."""

    name = "kwartier.arrears"
    label = "arrears"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What is disputed or in a plan is not collected; a plan stays apart, a dispute moves along.

        What is disputed is paid last.
        """
        from kwartier.arrears._room import ReminderLetters
        from kwartier.arrears._withheld import (
            list_disputed_of,
            list_disputed_parts,
            list_planned,
            list_uncollectable,
        )
        from kwartier.arrears.operations import move_disputes
        from kwartier.arrears.queries.invoice_states import list_instalment_states
        from kwartier.arrears.types import LETTER_ROOM
        from kwartier.billing.moving import follow_moves
        from kwartier.billing.waiting import stand_as
        from kwartier.delivery.letters import print_for
        from kwartier.ledger.operations import pay_last_when
        from kwartier.payments.operations import set_aside_when, withhold_when

        withhold_when(list_uncollectable)
        set_aside_when(list_disputed_parts)
        pay_last_when(list_disputed_of)
        print_for(LETTER_ROOM, ReminderLetters())
        stand_as(list_instalment_states)
        follow_moves(keeper=list_planned, listener=move_disputes)
