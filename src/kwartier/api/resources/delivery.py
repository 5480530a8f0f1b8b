"""Delivery: how documents come, how they came, and older ones to ask for."""

from ninja import Router

from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber
from kwartier.api.schemas.delivery import (
    DeliveryChange,
    DeliveryRow,
    DeliveryWish,
    DocumentWish,
    OldDocument,
    show_choice,
    show_delivery,
    show_old,
)
from kwartier.delivery.operations import choose_delivery
from kwartier.delivery.queries import get_choice, list_deliveries
from kwartier.delivery.refusals import (
    EInvoiceForBusinessOnly,
    EmailAddressInvalid,
    EmailAddressMissing,
    PostalAddressMissing,
)
from kwartier.documents.operations import ask_for_document
from kwartier.documents.queries import list_archive
from kwartier.documents.refusals import DocumentWithOffice, NothingToAskFor
from kwartier.parties.refusals import UnknownLanguage
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed

router = Router(tags=["Delivery"])
_WRITE = TokenScope.ACCOUNT_WRITE
_LATEST = 100


@router.get(
    "/accounts/{number}/delivery",
    auth=READ,
    response=DeliveryWish,
    **told("get_delivery", "How the documents of an account come", finds=True),
)
def get_delivery(request: ApiRequest, number: AccountNumber) -> DeliveryWish:
    """What somebody chose, or what holds until somebody does."""
    return show_choice(get_choice(get_account(request, number), on=request.today))


@router.put(
    "/accounts/{number}/delivery",
    auth=WRITE_ACCOUNT,
    response=DeliveryWish,
    **told(
        "choose_delivery",
        "Choose how the documents of an account come",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[
            NotAllowed,
            EInvoiceForBusinessOnly,
            EmailAddressMissing,
            EmailAddressInvalid,
            PostalAddressMissing,
            UnknownLanguage,
        ],
    ),
)
def change_delivery(
    request: ApiRequest, number: AccountNumber, change: DeliveryChange
) -> DeliveryWish:
    """For holders and delegates. The address of before and that of now get a mail about it."""
    account = get_account(request, number)
    chosen = choose_delivery(
        account=account,
        channel=change.channel,
        email=change.email,
        copy_email=change.copy_email,
        language=change.language,
        actor=request.auth.actor,
        now=request.now,
    )
    return show_choice(chosen)


@router.get(
    "/accounts/{number}/deliveries",
    auth=READ,
    response=list[DeliveryRow],
    **told("list_deliveries", "How the documents of an account came", finds=True),
)
def list_account_deliveries(request: ApiRequest, number: AccountNumber) -> list[DeliveryRow]:
    """The latest hundred, the newest first; addresses are masked."""
    account = get_account(request, number)
    return [show_delivery(each) for each in list_deliveries(account.id, limit=_LATEST)]


@router.get(
    "/accounts/{number}/archive",
    auth=READ,
    response=list[OldDocument],
    **told("list_archive", "Older documents of an account", finds=True),
)
def list_old_documents(request: ApiRequest, number: AccountNumber) -> list[OldDocument]:
    """What is older than three years, and all that came from a former system, the newest first."""
    account = get_account(request, number)
    papers = list_archive(account.id, brand_id=request.brand.id, today=request.today)
    return [show_old(paper) for paper in papers]


@router.post(
    "/accounts/{number}/archive/requests",
    auth=WRITE_ACCOUNT,
    response={204: None},
    **told(
        "ask_for_document",
        "Ask for an older document",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[DocumentWithOffice, NothingToAskFor],
    ),
)
def ask_for_old_document(request: ApiRequest, number: AccountNumber, wish: DocumentWish) -> None:
    """It is opened within minutes for some weeks, and a mail tells when it is."""
    ask_for_document(
        account=get_account(request, number),
        number=wish.document,
        actor=request.auth.actor,
        today=request.today,
        now=request.now,
    )
