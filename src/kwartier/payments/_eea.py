"""From which accounts we collect, and to which we pay: what the European Economic Area changes.

To collect from an account in a country of the SEPA outside it, both schemes ask for the code of the
debtor's bank and for the debtor's postal address in every collection (EPC016-06 for Core, EPC222-07
for B2B: the attributes that are mandatory where the debtor's bank is in such a country). Our files
carry no address, so that such a collection would come back: nobody signs for one. A transfer to such
an account needs the code of its bank as well (EPC125-05, of SEPA Credit Transfer): we take only one
whose bank we know.
"""

from kwartier.payments.refusals import AccountOutsideEea

# The 27 states of the Union, and the three others that signed the agreement of 1992.
_UNION = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_COUNTRIES = frozenset([*_UNION.split(), "IS", "LI", "NO"])


def is_in_eea(iban: str) -> bool:
    """Whether an account, masked or not, is kept in the European Economic Area."""
    return iban[:2] in _COUNTRIES


def find_account_obstacle(
    masked_iban: str, *, field: str | None = None
) -> AccountOutsideEea | None:
    """Why we cannot collect from an account, said beside ``field``; None where we can."""
    if is_in_eea(masked_iban):
        return None
    return AccountOutsideEea(field=field, params={"iban": masked_iban})
