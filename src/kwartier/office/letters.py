"""Reminders by post in an agent's hands: printed together, posted together, each at hand as a PDF."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kwartier.arrears import operations
from kwartier.arrears.refusals import LetterOutdated, LetterPrinted
from kwartier.documents.queries import join_papers
from kwartier.office.access import actor_of, customer_page, note_visit, office_page
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.downloads import document_response
from kwartier.ui.serving import serve_reminder

MOST_AT_ONCE = 500
"""As many letters as are printed and posted together."""


@customer_page
@require_http_methods(["GET", "HEAD"])
def show_letter(request: BrandedRequest, account: AccountInfo, reminder: str) -> HttpResponse:
    """A letter as it is printed and posted, in the customer's language."""
    note_visit(request, account.id, "arrears")
    try:
        return serve_reminder(reminder, account=account, now=request.now)
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.say_all())
        return redirect("office:customer_arrears", account.number)


@office_page
@require_POST
def print_letters(request: BrandedRequest) -> HttpResponse:
    """The chosen letters as one PDF; where one cannot be made, all wait until it is left out."""
    made, refused = operations.make_letters(
        brand_id=request.brand.id, numbers=_list_chosen(request), now=request.now
    )
    for number, refusal in refused:
        told = {"number": number, "why": refusal.say()}
        messages.error(request, _("Letter %(number)s cannot be printed: %(why)s") % told)
    if refused or not made:
        if not refused:
            messages.info(request, _("Choose at least one letter."))
        return redirect("office:arrears")
    name = f"{made[0].subject_number}-{len(made)}.pdf"
    return document_response(join_papers(made), name=name, media_type="application/pdf")


@office_page
@require_POST
def post_letters(request: BrandedRequest) -> HttpResponse:
    """The chosen letters were posted today; those that must be thrown away are named."""
    posted = operations.note_all_posted(
        brand_id=request.brand.id,
        numbers=_list_chosen(request),
        actor=actor_of(request),
        today=request.today,
        now=request.now,
    )
    if posted.noted:
        count = len(posted.noted)
        said = ngettext(
            "%(count)s letter is noted. Its days count from the third working day after today.",
            "%(count)s letters are noted. Their days count from the third working day after today.",
            count,
        )
        messages.success(request, said % {"count": count})
    if posted.outdated:
        told = {"numbers": ", ".join(posted.outdated)}
        said = _(
            "Not noted, because it is paid, disputed or in a plan meanwhile, or the case was put on hold "
            "or closed: %(numbers)s. Nobody pays for these letters; throw away what you still have."
        )
        messages.warning(request, said % told)
    if posted.printed:
        told = {"numbers": ", ".join(posted.printed)}
        messages.warning(request, _("Already with the print house: %(numbers)s.") % told)
    return redirect("office:arrears")


@customer_page
@require_POST
def post_letter(request: BrandedRequest, account: AccountInfo, reminder: str) -> HttpResponse:
    """A letter was posted today."""
    try:
        operations.note_posted(
            brand_id=account.brand_id,
            number=reminder,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
        )
    except (LetterOutdated, LetterPrinted) as refusal:
        messages.error(request, refusal.say_all())
    else:
        messages.success(
            request, _("Noted. Its days count from the third working day after today.")
        )
    return redirect("office:arrears")


def _list_chosen(request: BrandedRequest) -> Sequence[str]:
    return list(dict.fromkeys(request.POST.getlist("letter")))[:MOST_AT_ONCE]
