"""Who may open a page of the office: the rule is the parties room's, the redirects are the door's."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kwartier.parties.entrance import find_page_before, sign_in_required
from kwartier.parties.operations import record_visit
from kwartier.parties.queries import check_office_entry, find_account_as_agent, find_customer_file
from kwartier.parties.sessions import find_second_factor_url, has_shown_second_factor
from kwartier.parties.types import AccessLogRow, AccountInfo, CustomerFile, OfficeEntry
from kwartier.platform.errors import NotFound
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.types import ContractRow

View = Callable[..., HttpResponseBase]


def office_required(view: View) -> View:
    """Let a view run for an active agent of the brand who showed a second factor in this session.

    A visitor signs in first; an agent without a second factor is taken to set one up; one who has
    not shown it in this session is asked for it. To anybody else the office is not there (404).
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        entry = check_office_entry(
            request.user.pk or 0, shown_second_factor=has_shown_second_factor(request)
        )
        if entry is OfficeEntry.OPEN:
            return view(request, *args, **kwargs)
        if entry is OfficeEntry.CLOSED:
            raise Http404
        if entry is OfficeEntry.SET_UP_SECOND_FACTOR:
            messages.info(request, _("The office needs a second factor. Set one up first."))
            return HttpResponseRedirect(reverse("mfa_index"))
        come_back_to = urlencode({"next": _find_way_back(request)})
        return HttpResponseRedirect(f"{find_second_factor_url(request)}?{come_back_to}")

    return sign_in_required(wrapped)


def office_page(view: Callable[Concatenate[BrandedRequest, ...], HttpResponseBase]) -> View:
    """A page of the office: the view gets a request that knows its brand and its day."""
    return office_required(cast("View", view))


def customer_page(
    view: Callable[Concatenate[BrandedRequest, AccountInfo, ...], HttpResponseBase],
) -> View:
    """A page about one customer: the view gets the account behind the ``number`` of the URL.

    A number that the brand does not have is not found.
    """
    return _about_a_customer(view, find_account_as_agent)


def customer_file_page(
    view: Callable[Concatenate[BrandedRequest, CustomerFile, ...], HttpResponseBase],
) -> View:
    """As `customer_page`, with everybody who is on the account."""
    return _about_a_customer(view, find_customer_file)


def _about_a_customer[Found](
    view: Callable[Concatenate[BrandedRequest, Found, ...], HttpResponseBase],
    find: Callable[..., Found | None],
) -> View:
    @wraps(view)
    def wrapped(
        request: BrandedRequest, number: str, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if has_shown_second_factor(request):
            # One question for both, since every page about a customer asks them.
            found = find(person_id=request.user.pk, brand_id=request.brand.id, number=number)
            if found is not None:
                return view(request, found, *args, **kwargs)
        return _explain(request)

    return cast("View", wrapped)


@office_page
def _explain(_request: BrandedRequest) -> HttpResponseBase:
    """Where a page about a customer does not open: what opens the office, or else not found."""
    raise NotFound


def actor_of(request: BrandedRequest, *, reason: str = "") -> Actor:
    """The agent, as it goes on the record; ``reason`` is the justification, which is shown."""
    return Actor(
        kind=ActorKind.AGENT, person_id=request.user.pk, name=request.user.name, reason=reason
    )


def get_contract_of(contracts: Iterable[ContractRow], number: str) -> ContractRow:
    """The one of a customer's contracts with this number.

    Raises:
        NotFound: none of them has it.
    """
    for contract in contracts:
        if contract.number == number:
            return contract
    raise NotFound


def note_visit(
    request: BrandedRequest, account_id: int, page: str, *, limit: int = 1
) -> list[AccessLogRow]:
    """Tell the customer's access log that an agent looked at ``page``; the log as it was before."""
    return record_visit(
        brand_id=request.brand.id,
        account_id=account_id,
        page=page,
        actor=actor_of(request),
        now=request.now,
        limit=limit,
    )


def _find_way_back(request: HttpRequest) -> str:
    """The page to go on with: of what a form sent, the one that it stood on, which can be opened."""
    if request.method == "POST":
        messages.warning(request, _("What you just sent was not kept. Confirm, and send it again."))
        return find_page_before(request) or reverse("office:home")
    return request.get_full_path()
