"""Why a collection came back, as a customer reads it: the bank's reason, without blame.

A code that is not here, and one that is nobody's to know but the customer's (a death, an order of a
court), reads as "your bank sent it back".
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NO_MONEY = _("there was not enough money on the account")
_NOT_ON_THIS = _("this account does not take direct debits")
_NO_MANDATE = _("your bank does not know the mandate, or has another one")
_REFUSED = _("it was refused or reversed at your bank")
_WORDS: dict[str, Promise] = {
    "AM04": _NO_MONEY,
    "AC01": _("the account number is not right"),
    "AC04": _("the account is closed"),
    "AC06": _("the account is blocked"),
    "AC13": _NOT_ON_THIS,
    "AG01": _NOT_ON_THIS,
    "DNOR": _NOT_ON_THIS,
    "SL01": _("your bank blocks direct debits like this one, as you asked it to"),
    "MD01": _NO_MANDATE,
    "MD02": _NO_MANDATE,
    "MD06": _REFUSED,
    "MS02": _REFUSED,
}
_WITHOUT_REASON = _("your bank sent it back without telling us why")


def say_reason(code: str) -> Promise:
    """The reason behind a code, to stand behind a colon; spoken when it is written."""
    return _WORDS.get(code, _WITHOUT_REASON)
