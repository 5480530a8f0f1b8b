"""What a customer decides about a mandate that they gave: what it collects, and when it stops."""

from datetime import datetime

from django.db import transaction

from kwartier.parties.types import AccountInfo
from kwartier.payments._limits import check_limit, tell_terms
from kwartier.payments._locking import check_may_act
from kwartier.payments._mandates import end, lock_live, note
from kwartier.payments._rows import as_mandate, keep_terms
from kwartier.payments._telling import describe, tell
from kwartier.payments.models import Consent
from kwartier.payments.operations.signing import tell_with_collections
from kwartier.payments.queries import explain_collecting, list_consents
from kwartier.payments.refusals import MandateChangedMeanwhile, NothingToConsentTo
from kwartier.payments.types import EndReason, MandateInfo, MandateState, MandateTerms, WhyNot
from kwartier.platform.types import Actor


@transaction.atomic
def change_mandate(
    *,
    account: AccountInfo,
    terms: MandateTerms,
    seen: MandateTerms | None,
    actor: Actor,
    now: datetime,
) -> MandateInfo:
    """Change what the mandate of an account collects, and above what the customer is asked.

    ``seen`` is what the person saw when they decided (None where nobody looked): a change on top of
    somebody else's is refused. The customer is told; the same terms again change nothing.

    Raises:
        NotAllowed: a reader asks.
        MandateMissing, MandateChangedMeanwhile, LimitTooSmall: as they say; nothing was stored.
    """
    check_may_act(account, actor)
    check_limit(terms.ask_above_cents)
    mandate = lock_live(account)
    before = as_mandate(mandate)
    if seen is not None and seen != before.terms:
        raise MandateChangedMeanwhile(params={"reference": before.reference})
    if terms == before.terms:
        return before
    mandate.earlier_terms = keep_terms(mandate, now=now)
    mandate.scope, mandate.ask_above_cents = terms.scope, terms.ask_above_cents
    mandate.save(update_fields=["scope", "ask_above_cents", "earlier_terms"])
    changed = note(
        mandate,
        "mandate.changed",
        actor=actor,
        now=now,
        before=tell_terms(before.terms),
        after=tell_terms(terms),
    )
    tell_with_collections(account, "mandate_changed", changed, actor=actor, now=now)
    return changed


@transaction.atomic
def stop_mandate(*, account: AccountInfo, actor: Actor, now: datetime) -> MandateInfo:
    """Stop the direct debit of an account, for the customer or by an agent who was asked to.

    From now on nothing new goes to the bank under it; what is there already still goes through. The
    customer is told.

    Raises:
        NotAllowed: a reader asks.
        MandateMissing: there is none, or somebody stopped it already.
    """
    check_may_act(account, actor)
    mandate = lock_live(account)
    ended = end(mandate, EndReason.STOPPED, detail="", actor=actor, now=now)
    tell(account, "mandate_ended", describe(ended), actor=actor, now=now)
    return ended


@transaction.atomic
def resume_mandate(*, account: AccountInfo, actor: Actor, now: datetime) -> MandateInfo:
    """Let a suspended mandate collect again, and tell the customer; one that is active stays as it is.

    Raises:
        NotAllowed: a reader asks.
        MandateMissing: there is none.
    """
    check_may_act(account, actor)
    mandate = lock_live(account)
    if mandate.state == MandateState.ACTIVE:
        return as_mandate(mandate)
    reason = mandate.suspended_reason
    mandate.earlier_terms = keep_terms(mandate, now=now)
    mandate.state, mandate.suspended_at, mandate.suspended_reason = MandateState.ACTIVE, None, ""
    mandate.save(update_fields=["state", "suspended_at", "suspended_reason", "earlier_terms"])
    resumed = note(mandate, "mandate.resumed", actor=actor, now=now, before={"reason": reason})
    tell_with_collections(account, "mandate_resumed", resumed, actor=actor, now=now)
    return resumed


@transaction.atomic
def agree_to_collection(
    *,
    account: AccountInfo,
    document: str,
    kind: str,
    amount_cents: int,
    actor: Actor,
    now: datetime,
) -> MandateInfo:
    """Let us collect one document that is above what the customer wants to be asked for.

    ``kind`` and ``amount_cents`` are those of the document, from the books. Agreeing twice is once.

    Raises:
        NotAllowed: a reader asks.
        MandateMissing: there is none.
        NothingToConsentTo: the document is collected anyway, or not for another reason.
    """
    check_may_act(account, actor)
    mandate = lock_live(account)
    known = as_mandate(mandate)
    if document in list_consents([known.id]).get(known.id, ()):
        return known
    asked = explain_collecting(known, kind=kind, amount_cents=amount_cents)
    if asked.why_not != WhyNot.ABOVE_LIMIT:
        raise NothingToConsentTo(params={"document": document})
    Consent.objects.create(
        brand_id=known.brand_id,
        account_id=known.account_id,
        mandate_id=known.id,
        document=document,
        given_at=now,
    )
    return note(
        mandate,
        "mandate.agreed",
        actor=actor,
        now=now,
        after={"document": document, "amount_cents": amount_cents},
    )
