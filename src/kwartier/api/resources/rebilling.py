"""What would I have paid: the last months on each product, and on a price card that is sent along."""

from ninja import Query, Router

from kwartier.api.access import READ
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, SupplyPointCode
from kwartier.api.schemas.rebilling import MonthsWish, WouldHavePaid, show_would_have_paid
from kwartier.api.sent_files import read_sent_file
from kwartier.banking.refusals import FileTooLarge
from kwartier.parties.types import AccountInfo
from kwartier.rebilling.queries import get_would_have_paid as ask
from kwartier.rebilling.refusals import (
    MonthsNotOffered,
    NotReadTwice,
    PriceCaseInvalid,
    PriceCaseTooLarge,
)

router = Router(tags=["Consumption"])
_PATH = "/accounts/{number}/supply-points/{code}/would-have-paid"
_REFUSALS = (MonthsNotOffered, NotReadTwice)


@router.get(
    _PATH,
    auth=READ,
    response=WouldHavePaid,
    **told(
        "get_would_have_paid",
        "What the last months would have cost on each product",
        finds=True,
        refusals=_REFUSALS,
    ),
)
def get_would_have_paid(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, wanted: Query[MonthsWish]
) -> WouldHavePaid:
    """Billed as a bill is, on what the grid operator read; what lacks something has no amount."""
    return _answer(request, get_account(request, number), code, wanted)


@router.post(
    _PATH,
    auth=READ,
    response=WouldHavePaid,
    **told(
        "compare_price_card",
        "The same with a price card of your own",
        finds=True,
        reads_file=True,
        refusals=(*_REFUSALS, PriceCaseInvalid, PriceCaseTooLarge, FileTooLarge),
    ),
)
def compare_price_card(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, wanted: Query[MonthsWish]
) -> WouldHavePaid:
    """A case in TOML or JSON: its prices stand among the offers. Nothing is changed, nothing is kept."""
    account = get_account(request, number)
    _, content = read_sent_file(request)
    return _answer(request, account, code, wanted, content)


def _answer(
    request: ApiRequest,
    account: AccountInfo,
    code: str,
    wanted: MonthsWish,
    case: bytes | None = None,
) -> WouldHavePaid:
    found = ask(
        account_id=account.id,
        code=code,
        months=wanted.months,
        today=request.today,
        case=case,
    )
    return show_would_have_paid(found)
