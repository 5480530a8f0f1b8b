"""Direct debit: the bank account of a customer, and the mandate that they gave."""

from functools import partial

from allauth.account.adapter import get_adapter
from django.utils.translation import get_language
from ninja import Router

from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, IdempotencyHeader, OneTimeCodeHeader
from kwartier.api.once import answer_request_once
from kwartier.api.schemas.mandates import (
    BankAccount,
    ConsentWish,
    Mandate,
    MandateChange,
    MandateOffer,
    NewBankAccount,
    NewMandate,
    read_terms,
    show_bank_account,
    show_mandate,
    show_offer,
)
from kwartier.ledger.queries import list_open_items
from kwartier.parties.operations import take_one_time_code
from kwartier.parties.types import AccountInfo, AccountKind, TokenScope
from kwartier.payments import operations, refusals
from kwartier.payments.queries import (
    find_account_obstacle,
    find_bank_account,
    find_creditor,
    list_bank_accounts,
    list_mandates,
    offers_scheme,
)
from kwartier.payments.types import Scheme
from kwartier.platform.errors import NotAllowed, NotFound

router = Router(tags=["Direct debit"])
_writes = partial(told, scope=TokenScope.ACCOUNT_WRITE, finds=True, reads_body=True)
WRONG_IBAN = (
    refusals.IbanUnreadable,
    refusals.IbanCountryUnknown,
    refusals.IbanWrongLength,
    refusals.IbanWrongCheck,
    refusals.IbanOutsideSepa,
    refusals.IbanBankUnknown,
)


@router.get(
    "/accounts/{number}/bank-accounts",
    auth=READ,
    response=list[BankAccount],
    **told("list_bank_accounts", "The bank accounts of an account", finds=True),
)
def list_all_bank_accounts(request: ApiRequest, number: AccountNumber) -> list[BankAccount]:
    """The present one first, then those before it; numbers are masked."""
    accounts = list_bank_accounts(get_account(request, number).id)
    return [show_bank_account(each, is_present=place == 0) for place, each in enumerate(accounts)]


@router.post(
    "/accounts/{number}/bank-accounts",
    auth=WRITE_ACCOUNT,
    response={201: BankAccount},
    **_writes(
        "change_bank_account",
        "Enter a bank account, or replace it",
        refusals=[
            NotAllowed,
            refusals.SecondFactorNeeded,
            *WRONG_IBAN,
            refusals.HolderMissing,
            refusals.BankAccountUnchanged,
            refusals.BankAccountChangedMeanwhile,
            refusals.AccountOutsideEea,
            refusals.BankCodeUnknown,
        ],
        once=True,
    ),
)
def change_bank_account(
    request: ApiRequest,
    number: AccountNumber,
    new: NewBankAccount,
    one_time_code: OneTimeCodeHeader = None,
    idempotency_key: IdempotencyHeader = None,
) -> BankAccount:
    """Needs a fresh one-time code. Every known e-mail address is told; a mandate moves along."""
    account = _get_confirmed_account(request, number, one_time_code)

    def act() -> BankAccount:
        changed = operations.change_bank_account(
            account=account,
            iban=new.iban,
            holder=new.holder,
            replacing=new.replacing,
            actor=request.auth.actor,
            now=request.now,
        )
        return show_bank_account(changed, is_present=True)

    return answer_request_once(request, idempotency_key, new, act, shape=BankAccount)


@router.get(
    "/accounts/{number}/mandates",
    auth=READ,
    response=list[Mandate],
    **told("list_mandates", "The mandates of an account", finds=True),
)
def list_all_mandates(request: ApiRequest, number: AccountNumber) -> list[Mandate]:
    """The newest first; one at the most has not ended."""
    return [show_mandate(each) for each in list_mandates(get_account(request, number).id)]


@router.post(
    "/accounts/{number}/mandates",
    auth=WRITE_ACCOUNT,
    response={201: Mandate},
    **_writes(
        "sign_mandate",
        "Sign a mandate",
        refusals=[
            NotAllowed,
            refusals.SecondFactorNeeded,
            refusals.MandateExists,
            refusals.DirectDebitNotOffered,
            refusals.BankAccountMissing,
            refusals.BankAccountChangedMeanwhile,
            refusals.AccountOutsideEea,
            refusals.SchemeForBusinessOnly,
            refusals.LimitTooSmall,
        ],
        once=True,
    ),
)
def sign_mandate(
    request: ApiRequest,
    number: AccountNumber,
    new: NewMandate,
    one_time_code: OneTimeCodeHeader = None,
    idempotency_key: IdempotencyHeader = None,
) -> Mandate:
    """Needs a fresh one-time code: it is a signature. The text is that of the language asked for."""
    account = _get_confirmed_account(request, number, one_time_code)

    def act() -> Mandate:
        signed = operations.sign_mandate(
            account=account,
            scheme=new.scheme,
            terms=read_terms(new),
            seen_account_id=new.seen_account,
            language=get_language() or "en",
            signed_from=str(get_adapter().get_client_ip(request)),
            actor=request.auth.actor,
            now=request.now,
        )
        return show_mandate(signed)

    return answer_request_once(request, idempotency_key, new, act, shape=Mandate)


@router.get(
    "/accounts/{number}/mandate-offer",
    auth=READ,
    response=MandateOffer,
    **told(
        "offer_mandate",
        "What a mandate would say",
        finds=True,
        refusals=[
            refusals.DirectDebitNotOffered,
            refusals.AccountOutsideEea,
            refusals.SchemeForBusinessOnly,
        ],
    ),
)
def offer_mandate(
    request: ApiRequest, number: AccountNumber, scheme: Scheme = Scheme.CORE
) -> MandateOffer:
    """The words to read before they are signed, in the language of the answer, and from where we collect."""
    account = get_account(request, number)
    if not offers_scheme(scheme, is_business=account.kind == AccountKind.BUSINESS):
        raise refusals.SchemeForBusinessOnly(field="scheme")
    creditor = find_creditor(request.brand.id, on=request.today)
    if creditor is None:
        raise refusals.DirectDebitNotOffered
    known = find_bank_account(account.id)
    obstacle = find_account_obstacle(known.masked_iban) if known else None
    if obstacle is not None:
        raise obstacle
    return show_offer(scheme, language=get_language() or "en", creditor=creditor, account=known)


@router.put(
    "/accounts/{number}/mandate/terms",
    auth=WRITE_ACCOUNT,
    response=Mandate,
    **_writes(
        "change_mandate",
        "Change what a mandate collects",
        refusals=[
            NotAllowed,
            refusals.MandateMissing,
            refusals.MandateChangedMeanwhile,
            refusals.LimitTooSmall,
        ],
    ),
)
def change_mandate(request: ApiRequest, number: AccountNumber, change: MandateChange) -> Mandate:
    """The scope and the limit of the mandate that has not ended; the customer is told."""
    changed = operations.change_mandate(
        account=get_account(request, number),
        terms=read_terms(change),
        seen=read_terms(change.seen) if change.seen else None,
        actor=request.auth.actor,
        now=request.now,
    )
    return show_mandate(changed)


@router.delete(
    "/accounts/{number}/mandate",
    auth=WRITE_ACCOUNT,
    response=Mandate,
    **_writes(
        "stop_mandate",
        "Stop direct debit",
        reads_body=False,
        refusals=[NotAllowed, refusals.MandateMissing],
    ),
)
def stop_mandate(request: ApiRequest, number: AccountNumber) -> Mandate:
    """The next invoices are paid by transfer; what went to the bank already still comes."""
    stopped = operations.stop_mandate(
        account=get_account(request, number), actor=request.auth.actor, now=request.now
    )
    return show_mandate(stopped)


@router.post(
    "/accounts/{number}/mandate/resume",
    auth=WRITE_ACCOUNT,
    response=Mandate,
    **_writes(
        "resume_mandate",
        "Let a suspended mandate collect again",
        reads_body=False,
        refusals=[NotAllowed, refusals.MandateMissing],
    ),
)
def resume_mandate(request: ApiRequest, number: AccountNumber) -> Mandate:
    """One that is active stays as it is."""
    resumed = operations.resume_mandate(
        account=get_account(request, number), actor=request.auth.actor, now=request.now
    )
    return show_mandate(resumed)


@router.post(
    "/accounts/{number}/mandate/consents",
    auth=WRITE_ACCOUNT,
    response=Mandate,
    **_writes(
        "agree_to_collection",
        "Have a document above the limit collected",
        refusals=[NotAllowed, refusals.MandateMissing, refusals.NothingToConsentTo],
    ),
)
def agree_to_collection(request: ApiRequest, number: AccountNumber, wish: ConsentWish) -> Mandate:
    """For one open invoice that is more than the customer wants to be asked for; twice is once."""
    account = get_account(request, number)
    items = list_open_items(account_id=account.id)
    item = next((each for each in items if each.document == wish.document), None)
    if item is None:
        raise NotFound
    agreed = operations.agree_to_collection(
        account=account,
        document=item.document,
        kind=item.kind,
        amount_cents=item.open_cents,
        actor=request.auth.actor,
        now=request.now,
    )
    return show_mandate(agreed)


def _get_confirmed_account(request: ApiRequest, number: str, code: str | None) -> AccountInfo:
    """The account of who may act on it and shows a fresh one-time code."""
    account = get_account(request, number)
    if not account.may_act:
        raise NotAllowed
    if not take_one_time_code(request.auth.person.id, code or ""):
        raise refusals.SecondFactorNeeded
    return account
