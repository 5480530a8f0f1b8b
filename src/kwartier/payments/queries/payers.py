"""Whose a bank account, or a mandate, is: asked for many at once, by who reads the bank's statements."""

from collections.abc import Collection

from django.db.models.functions import Upper

from kwartier.payments.models import BankAccount, Mandate


def list_accounts_by_iban(brand_id: int, ibans: Collection[str]) -> dict[str, set[int]]:
    """The customers' accounts that an account number at a bank is, or was, known of."""
    found: dict[str, set[int]] = {}
    rows = BankAccount.objects.filter(brand_id=brand_id, iban__in=list(ibans))
    for iban, account_id in rows.values_list("iban", "account_id") if ibans else ():
        found.setdefault(iban, set()).add(account_id)
    return found


def list_accounts_by_mandate(brand_id: int, references: Collection[str]) -> dict[str, int]:
    """The customers' accounts of mandates, by the reference of each in capitals.

    For banks a reference is the same in capitals or not. What is none is left out, and so is one of
    two customers: a brand that got another creditor identifier may have given it twice.
    """
    if not references:
        return {}
    rows = Mandate.objects.filter(brand_id=brand_id).annotate(said=Upper("reference"))
    rows = rows.filter(said__in={each.upper() for each in references})
    found: dict[str, set[int]] = {}
    for said, account_id in rows.values_list("said", "account_id"):
        found.setdefault(said, set()).add(account_id)
    return {said: owners.pop() for said, owners in found.items() if len(owners) == 1}
