"""How an invoice stands, in a few words: the same in lists, files, on its page and for agents."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kwartier.arrears.invoice_states import InvoiceState, InvoiceStatus
from kwartier.ui.formats import format_day, format_money

_WITH_A_DAY: dict[InvoiceStatus, Promise] = {
    InvoiceStatus.OVERDUE: gettext_lazy("open since %(day)s"),
    InvoiceStatus.TO_BE_COLLECTED: gettext_lazy("will be collected on %(day)s"),
    InvoiceStatus.REFUSED: gettext_lazy("refused by the bank on %(day)s"),
    InvoiceStatus.PAID: gettext_lazy("paid on %(day)s"),
    InvoiceStatus.COLLECTED: gettext_lazy("collected on %(day)s"),
    InvoiceStatus.SET_OFF: gettext_lazy("set off on %(day)s"),
    InvoiceStatus.REFUNDED: gettext_lazy("paid back on %(day)s"),
}
_WITHOUT: dict[InvoiceStatus, Promise] = {
    InvoiceStatus.DUE: gettext_lazy("open"),
    InvoiceStatus.OVERDUE: gettext_lazy("open"),
    InvoiceStatus.REFUSED: gettext_lazy("refused by the bank"),
    InvoiceStatus.IN_PLAN: gettext_lazy("in a payment plan"),
    InvoiceStatus.DISPUTED: gettext_lazy("disputed"),
    InvoiceStatus.PAID: gettext_lazy("paid"),
    InvoiceStatus.SET_OFF: gettext_lazy("set off"),
    InvoiceStatus.MOVED: gettext_lazy("moved to the bill of its year"),
    InvoiceStatus.WAIVED: gettext_lazy("no longer asked"),
    InvoiceStatus.CREDITED: gettext_lazy("taken back"),
    InvoiceStatus.NOTHING_TO_PAY: gettext_lazy("nothing to pay"),
    InvoiceStatus.TO_BE_REFUNDED: gettext_lazy("comes back to you"),
    InvoiceStatus.CARRIED: gettext_lazy("goes to your next bill"),
    InvoiceStatus.BEING_REFUNDED: gettext_lazy("being paid back"),
}


def say_state(state: InvoiceState, *, today: date, locale: str) -> str:
    """How an invoice stands, in small letters: ``due in 5 days``, ``collected on 3 November 2026``."""
    if state.status == InvoiceStatus.DUE and state.on is not None:
        return _say_due((state.on - today).days)
    if state.status == InvoiceStatus.TO_BE_COLLECTED and state.on is not None and state.on < today:
        return _("being collected since %(day)s") % {"day": format_day(state.on, locale)}
    if state.on is not None and state.status in _WITH_A_DAY:
        return str(_WITH_A_DAY[state.status]) % {"day": format_day(state.on, locale)}
    return str(_WITHOUT[state.status])


def say_left(state: InvoiceState, amount_cents: int, locale: str) -> str:
    """What is left of what is paid or given back in part; empty where all or nothing is."""
    if state.open_cents in {0, amount_cents}:
        return ""
    return _("%(left)s left") % {"left": format_money(abs(state.open_cents), locale)}


def _say_due(days: int) -> str:
    if days == 0:
        return _("due today")
    return ngettext("due in %(number)s day", "due in %(number)s days", days) % {"number": days}
