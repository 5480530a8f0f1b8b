"""For agents: how a customer pays; the signature stays the customer's."""

from functools import partial

from ninja import Router, Status

from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, AgentRequest, get_customer
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, IdempotencyHeader
from kwartier.api.once import answer_request_once
from kwartier.api.resources.mandates import WRONG_IBAN
from kwartier.api.schemas.mandates import (
    BankAccount,
    Mandate,
    read_terms,
    show_bank_account,
    show_mandate,
)
from kwartier.api.schemas.office_mandates import (
    CustomersBankAccount,
    CustomersMandateChange,
    Invited,
    PaperMandate,
    WithReason,
)
from kwartier.parties.types import AgentScope
from kwartier.payments import operations, refusals
from kwartier.payments.queries import list_bank_accounts, list_mandates

router = Router(tags=["Office: direct debit"])
_PATH = "/office/accounts/{number}"
_sees = partial(told, scope=AgentScope.READ, finds=True)
_acts = partial(told, scope=AgentScope.ACT, finds=True, reads_body=True)


@router.get(
    f"{_PATH}/bank-accounts",
    auth=SEE_OFFICE,
    response=list[BankAccount],
    **_sees("list_customers_bank_accounts", "The bank accounts of a customer"),
)
def list_customers_bank_accounts(request: AgentRequest, number: AccountNumber) -> list[BankAccount]:
    """The present one first, then those before it; numbers are masked for agents, too."""
    accounts = list_bank_accounts(get_customer(request, number).id)
    return [show_bank_account(each, is_present=place == 0) for place, each in enumerate(accounts)]


@router.post(
    f"{_PATH}/bank-accounts",
    auth=ACT_IN_OFFICE,
    response={201: BankAccount},
    **_acts(
        "change_customers_bank_account",
        "Enter or replace a customer's bank account",
        refusals=[
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
def change_customers_bank_account(
    request: AgentRequest,
    number: AccountNumber,
    new: CustomersBankAccount,
    idempotency_key: IdempotencyHeader = None,
) -> Status[BankAccount]:
    """Every e-mail address of the customer is told; money goes out to it only after the brand's delay."""
    account = get_customer(request, number)

    def act() -> BankAccount:
        changed = operations.change_bank_account(
            account=account,
            iban=new.iban,
            holder=new.holder,
            replacing=new.replacing,
            actor=request.auth.giving(new.reason),
            now=request.now,
        )
        return show_bank_account(changed, is_present=True)

    return Status(201, answer_request_once(request, idempotency_key, new, act, shape=BankAccount))


@router.get(
    f"{_PATH}/mandates",
    auth=SEE_OFFICE,
    response=list[Mandate],
    **_sees("list_customers_mandates", "The mandates of a customer"),
)
def list_customers_mandates(request: AgentRequest, number: AccountNumber) -> list[Mandate]:
    """The newest first; one at the most has not ended."""
    return [show_mandate(each) for each in list_mandates(get_customer(request, number).id)]


@router.post(
    f"{_PATH}/mandates/paper",
    auth=ACT_IN_OFFICE,
    response={201: Mandate},
    **_acts(
        "record_paper_mandate",
        "Record a mandate that was signed on paper",
        refusals=[
            refusals.PaperMandateWithoutForm,
            refusals.SignedInTheFuture,
            refusals.MandateReferenceInvalid,
            refusals.MandateReferenceTaken,
            refusals.MandateExists,
            refusals.DirectDebitNotOffered,
            refusals.BankAccountMissing,
            refusals.AccountOutsideEea,
            refusals.SchemeForBusinessOnly,
            refusals.LimitTooSmall,
        ],
        once=True,
    ),
)
def record_paper_mandate(
    request: AgentRequest,
    number: AccountNumber,
    form: PaperMandate,
    idempotency_key: IdempotencyHeader = None,
) -> Status[Mandate]:
    """For the present bank account; the customer is told."""
    account = get_customer(request, number)

    def act() -> Mandate:
        recorded = operations.record_paper_mandate(
            account=account,
            actor=request.auth.giving(form.reason),
            now=request.now,
            **form.read(brand=request.brand, now=request.now),
        )
        return show_mandate(recorded)

    return Status(201, answer_request_once(request, idempotency_key, form, act, shape=Mandate))


@router.post(
    f"{_PATH}/mandate/invitation",
    auth=ACT_IN_OFFICE,
    response=Invited,
    **_acts(
        "invite_to_sign",
        "Lead a customer to the signature",
        refusals=[
            refusals.MandateExists,
            refusals.DirectDebitNotOffered,
            refusals.NobodyToInvite,
        ],
    ),
)
def invite_to_sign(request: AgentRequest, number: AccountNumber, wish: WithReason) -> Invited:
    """By a mail to every address of the customer."""
    told_to = operations.invite_to_sign(
        account=get_customer(request, number),
        actor=request.auth.giving(wish.reason),
        now=request.now,
    )
    return Invited(told=told_to)


@router.put(
    f"{_PATH}/mandate/terms",
    auth=ACT_IN_OFFICE,
    response=Mandate,
    **_acts(
        "change_customers_mandate",
        "Change what a customer's mandate collects",
        refusals=[
            refusals.MandateMissing,
            refusals.MandateChangedMeanwhile,
            refusals.LimitTooSmall,
        ],
    ),
)
def change_customers_mandate(
    request: AgentRequest, number: AccountNumber, change: CustomersMandateChange
) -> Mandate:
    """The scope and the limit of the mandate that has not ended; the customer is told."""
    changed = operations.change_mandate(
        account=get_customer(request, number),
        terms=read_terms(change),
        seen=read_terms(change.seen) if change.seen else None,
        actor=request.auth.giving(change.reason),
        now=request.now,
    )
    return show_mandate(changed)


@router.post(
    f"{_PATH}/mandate/stop",
    auth=ACT_IN_OFFICE,
    response=Mandate,
    **_acts(
        "stop_customers_mandate",
        "Stop a customer's direct debit",
        refusals=[refusals.MandateMissing],
    ),
)
def stop_customers_mandate(
    request: AgentRequest, number: AccountNumber, wish: WithReason
) -> Mandate:
    """What went to the bank already still comes; the customer is told."""
    stopped = operations.stop_mandate(
        account=get_customer(request, number),
        actor=request.auth.giving(wish.reason),
        now=request.now,
    )
    return show_mandate(stopped)


@router.post(
    f"{_PATH}/mandate/resume",
    auth=ACT_IN_OFFICE,
    response=Mandate,
    **_acts(
        "resume_customers_mandate",
        "Let a customer's suspended mandate collect again",
        refusals=[refusals.MandateMissing],
    ),
)
def resume_customers_mandate(
    request: AgentRequest, number: AccountNumber, wish: WithReason
) -> Mandate:
    """One that is active stays as it is; the customer is told."""
    resumed = operations.resume_mandate(
        account=get_customer(request, number),
        actor=request.auth.giving(wish.reason),
        now=request.now,
    )
    return show_mandate(resumed)
