"""What is open as a code for a banking app."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kwartier.documents.queries import draw_payment_code
from kwartier.ledger.queries import list_open_items
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page
from kwartier.ui.bills.debts import join_items


@require_GET
@customer_page
def show_code(request: BrandedRequest, account: AccountInfo, document: str) -> HttpResponse:
    """The code of what is left of a document; there is none once it is paid."""
    items = join_items(list_open_items(account_id=account.id))
    item = next((each for each in items if each.document == document), None)
    if item is None:
        raise NotFound
    drawn = draw_payment_code(item, brand_id=request.brand.id, on=request.today)
    return HttpResponse(drawn, content_type="image/svg+xml")
