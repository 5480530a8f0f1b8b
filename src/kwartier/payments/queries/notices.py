"""What documents say of their own collection: how much, when, from which account, under which mandate."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from kwartier.payments._bank_days import collection_day
from kwartier.payments._collection_types import CollectionNotice, Demand
from kwartier.payments._rows import as_mandate
from kwartier.payments.models import Mandate
from kwartier.payments.queries.mandates import (
    covered_since,
    explain_collecting,
    find_creditor,
    list_consents,
)
from kwartier.payments.types import CreditorInfo, MandateState, mask_iban
from kwartier.platform.brands import get_brand_by_id


def list_notices(brand_id: int, demands: Collection[Demand]) -> dict[str, CollectionNotice]:
    """What is said of collecting on those documents that their mandates cover, by number.

    What counts is the mandate as it is now, if it covered the document by its day: one that was signed,
    widened or resumed later is no news that the document could have told. Three questions for documents of one day; one
    where nobody has a mandate.
    """
    owed = [each for each in demands if each.amount_cents > 0]
    rows = Mandate.objects.select_related("bank_account").filter(
        account_id__in={each.account_id for each in owed}, state=MandateState.ACTIVE
    )
    mandates = {row.account_id: row for row in rows} if owed else {}
    owed = [each for each in owed if each.account_id in mandates]
    if not owed:
        return {}
    consents = list_consents([row.pk for row in mandates.values()])
    creditors = {day: find_creditor(brand_id, on=day) for day in {each.issued_on for each in owed}}
    day_of = get_brand_by_id(brand_id).day_of
    return {
        each.document: _as_notice(each, mandate, creditor)
        for each in owed
        if (creditor := creditors[each.issued_on]) is not None
        and (mandate := mandates[each.account_id])
        and (since := _covered_since(mandate, each, consents.get(mandate.pk, {}))) is not None
        and day_of(since) <= each.issued_on
    }


def _covered_since(row: Mandate, demand: Demand, agreed: Mapping[str, datetime]) -> datetime | None:
    """Since when a mandate covers a document; None where it does not."""
    mandate, agreed_at = as_mandate(row), agreed.get(demand.document)
    asked: dict[str, Any] = {"kind": demand.kind, "amount_cents": demand.amount_cents}
    if not explain_collecting(mandate, has_consent=agreed_at is not None, **asked).collects:
        return None
    return covered_since(mandate, agreed_at=agreed_at, **asked)


def _as_notice(demand: Demand, mandate: Mandate, creditor: CreditorInfo) -> CollectionNotice:
    return CollectionNotice(
        amount_cents=demand.amount_cents,
        collect_on=_day_of(demand, creditor),
        mandate_reference=mandate.reference,
        creditor_identifier=creditor.creditor_identifier,
        iban=mandate.bank_account.iban,
        masked_iban=mask_iban(mandate.bank_account.iban),
    )


def _day_of(demand: Demand, creditor: CreditorInfo) -> date:
    return collection_day(
        due_on=demand.due_on,
        told_on=demand.issued_on,
        notice_days=creditor.prenotification_days,
    )
