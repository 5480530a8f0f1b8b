"""Refunds: what goes back to a customer, and asking for it."""

from ninja import Router, Schema, Status

from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, IdempotencyHeader
from kwartier.api.once import answer_request_once
from kwartier.api.schemas.refunds import Refund, show_refund
from kwartier.parties.types import TokenScope
from kwartier.payments.operations import ask_for_refund
from kwartier.payments.queries import list_refunds_of
from kwartier.payments.refusals import (
    BankAccountCoolingOff,
    BankAccountMissing,
    NothingToRefund,
    RefundOnItsWay,
)
from kwartier.platform.errors import NotAllowed

router = Router(tags=["Payments"])


@router.get(
    "/accounts/{number}/refunds",
    auth=READ,
    response=list[Refund],
    **told("list_refunds", "What was and is paid back to an account", finds=True),
)
def list_refunds(request: ApiRequest, number: AccountNumber) -> list[Refund]:
    """The newest first."""
    return [show_refund(each) for each in list_refunds_of(get_account(request, number).id)]


@router.post(
    "/accounts/{number}/refunds",
    auth=WRITE_ACCOUNT,
    response={201: Refund},
    **told(
        "ask_for_refund",
        "Ask for the credit of an account to be paid out",
        scope=TokenScope.ACCOUNT_WRITE,
        finds=True,
        refusals=[
            NotAllowed,
            NothingToRefund,
            RefundOnItsWay,
            BankAccountMissing,
            BankAccountCoolingOff,
        ],
        once=True,
    ),
)
def ask_refund(
    request: ApiRequest, number: AccountNumber, idempotency_key: IdempotencyHeader = None
) -> Status[Refund]:
    """For holders and delegates: all of the credit, to the account's own bank account."""
    account = get_account(request, number)

    def act() -> Refund:
        refund = ask_for_refund(
            account=account, today=request.today, now=request.now, actor=request.auth.actor
        )
        return show_refund(refund)

    return Status(201, answer_request_once(request, idempotency_key, Schema(), act, shape=Refund))
