"""What stands behind the pages of files for the bank; beside `page_samples`."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from kwartier.parties.models import ApiToken, Person, ServiceToken
from kwartier.parties.types import AccountInfo
from kwartier.payments.models import CollectionBatch, Creditor, RefundBatch
from kwartier.payments.operations import record_returns
from kwartier.payments.types import ReturnDraft
from kwartier.platform import archive


def add_bank_files(account: AccountInfo, now: datetime) -> dict[str, Any]:
    """A file of collections and one of refunds that went to the bank, and a return to look at."""
    brand_id, name = account.brand_id, "Ilse Maes"
    creditor, _ = Creditor.objects.get_or_create(
        brand_id=brand_id,
        from_day=date(2020, 1, 1),
        defaults={"name": "Merel", "creditor_identifier": "BE68ZZZ1", "iban": "", "bic": ""},
    )
    sent = {
        "brand_id": brand_id,
        "creditor": creditor,
        "count": 1,
        "total_cents": 12_000,
        "made_at": now,
        "made_by_name": name,
        "sha256": archive.put(b"<Document/>"),
    }
    collections, refunds = f"CB-{account.id}", f"RB-{account.id}"
    CollectionBatch.objects.create(
        **sent,
        number=collections,
        state="sent",
        version="pain.008.001.08",
        collect_from=now.date(),
        collect_until=now.date(),
        sent_at=now,
    )
    RefundBatch.objects.create(
        **sent,
        number=refunds,
        state="approved",
        version="pain.001.001.09",
        approved_by=account.id,
    )
    (made,) = record_returns(
        brand_id=brand_id,
        returns=[
            ReturnDraft(
                end_to_end_id="X1",
                code="AM04",
                amount_cents=100,
                happened_on=now.date(),
                unique_key=f"sample:{account.id}",
            )
        ],
        today=now.date(),
        now=now,
    )
    return {"collection_batch": collections, "refund_batch": refunds, "returned": made.id}


def add_service_token(agent: Person) -> int:
    """A token of the connector of a bank, made by an agent of operations."""
    made_at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    token = ServiceToken.objects.create(
        brand_id=agent.brand_id,
        name="Bank connector",
        token_hash=f"{agent.pk:064d}",
        prefix="kws_sample",
        scopes=["collections:read", "statements:write"],
        networks=["192.0.2.0/24"],
        created_at=made_at,
        created_by=agent.name,
        expires_at=made_at + timedelta(days=300),
    )
    return int(token.pk)


def add_own_token(agent: Person) -> int:
    """A token of an agent's own, of the day on which samples are looked at."""
    made_at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    token = ApiToken.objects.create(
        brand_id=agent.brand_id,
        person=agent,
        name="Answers waivers",
        token_hash=f"{agent.pk:063d}a",
        prefix="kwa_sample",
        scopes=["office:act"],
        created_at=made_at,
        expires_at=made_at + timedelta(days=300),
    )
    return int(token.pk)
