"""Whose a bank account, or a mandate, is: asked for many at once, by who reads the bank's statements."""

from collections.abc import Collection

from kwartier.payments.models import BankAccount, Mandate


def list_accounts_by_iban(brand_id: int, ibans: Collection[str]) -> dict[str, set[int]]:
    """The customers' accounts that an account number at a bank is, or was, known of."""
    found: dict[str, set[int]] = {}
    rows = BankAccount.objects.filter(brand_id=brand_id, iban__in=list(ibans))
    for iban, account_id in rows.values_list("iban", "account_id") if ibans else ():
        found.setdefault(iban, set()).add(account_id)
    return found


def list_accounts_by_mandate(brand_id: int, references: Collection[str]) -> dict[str, int]:
    """The customers' accounts of mandates, by the reference of each; what is none is left out."""
    rows = Mandate.objects.filter(brand_id=brand_id, reference__in=list(references))
    return dict(rows.values_list("reference", "account_id")) if references else {}
