"""Why a collection came back: as a customer reads it, without blame, and as an agent does.

To a customer a code that is not here, and one that is nobody's to know but the customer's (a death, an order of a
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


_MEANINGS: dict[str, Promise] = {
    "AC01": _("account number wrong"),
    "AC04": _("account closed"),
    "AC06": _("account blocked"),
    "AC13": _("a consumer's account, which B2B does not debit"),
    "AG01": _("direct debits are not allowed on this account"),
    "AG02": _("operation code or sequence wrong"),
    "AM02": _("amount above what the bank allows"),
    "AM04": _("not enough money on the account"),
    "AM05": _("collected twice"),
    "BE04": _("address of the creditor missing"),
    "BE05": _("creditor identifier wrong"),
    "CNOR": _("our bank is not registered under its BIC"),
    "CUST": _("recalled by ourselves"),
    "DNOR": _("the customer's bank takes no direct debits"),
    "DT01": _("date wrong"),
    "ED05": _("settlement between the banks failed"),
    "FF01": _("file format wrong"),
    "FOCR": _("returned after a recall"),
    "MD01": _("no valid mandate"),
    "MD02": _("mandate unlike the one that the bank has"),
    "MD06": _("the customer took the money back within eight weeks"),
    "MD07": _("the holder of the account has died"),
    "MS02": _("refused by the customer"),
    "MS03": _("reason not told by the bank"),
    "RC01": _("BIC wrong"),
    "RR01": _("account of the debtor missing, as a rule asks for it"),
    "RR02": _("name or address of the debtor missing, as a rule asks for it"),
    "RR03": _("name or address of the creditor missing, as a rule asks for it"),
    "RR04": _("a rule of the authorities"),
    "SL01": _("the customer's own limit or list at their bank"),
    "TM01": _("after the cut-off"),
}


def explain_code(code: str) -> str:
    """What a bank's reason code means, for agents; empty for one that we do not know."""
    return str(_MEANINGS.get(code, ""))
