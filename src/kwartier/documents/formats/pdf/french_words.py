"""What documents are called in France: in French another word than in Belgium for the same thing."""

from django.utils.translation import pgettext

from kwartier.billing.queries import BillPage
from kwartier.documents.types import DocumentKind
from kwartier.metering.types import RegisterKind

_TWO_REGISTERS = {RegisterKind.PEAK_HOURS, RegisterKind.OFF_PEAK_HOURS}


def say_french_kind(kind: DocumentKind) -> str:
    """What a document is, with a place for its number."""
    match kind:
        case DocumentKind.CLOSING:
            return pgettext("in France", "Final settlement %(number)s")
        case DocumentKind.MONTHLY:
            return pgettext("in France", "Monthly bill %(number)s")
        case DocumentKind.CREDIT_NOTE:
            return pgettext("in France", "Credit note %(number)s")
        case DocumentKind.ADVANCE_INVOICE:
            return pgettext("in France", "Advance invoice %(number)s")
        case _:
            return pgettext("in France", "Settlement %(number)s")


def say_french_option(bill: BillPage | None) -> str:
    """The option that a bill was made by; empty for registers that are no option by themselves."""
    registers = set(bill.bill.volumes_wh) if bill else set()
    if RegisterKind.BASE in registers:
        return pgettext("in France", "Base")
    if registers >= _TWO_REGISTERS:
        return pgettext("in France", "Peak and off-peak hours")
    return ""
