"""Pages of the demonstration: its mailbox, and the button that lets time pass."""

import re
from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from procrastinate.exceptions import AlreadyEnqueued

from kwartier.demo import outbox
from kwartier.demo.tasks import let_days_pass
from kwartier.parties.entrance import sign_in_required
from kwartier.parties.queries import check_office_entry
from kwartier.parties.sessions import has_shown_second_factor
from kwartier.parties.types import OfficeEntry
from kwartier.platform.tenancy import BrandedRequest

_MOST_DAYS = 31
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def demonstration_only(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """A brand on the real calendar has no such page."""

    @wraps(view)
    def wrapped(request: BrandedRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.brand.is_demonstration:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@require_GET
@demonstration_only
def show_outbox(request: HttpRequest) -> HttpResponse:
    """Every mail of the demonstration, the newest first."""
    return render(request, "demo/outbox.html", {"mails": outbox.list_mails()})


@require_GET
@demonstration_only
def show_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail, as text with its links."""
    mail = outbox.find_mail(mail_id)
    if mail is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": mail})


@require_GET
@demonstration_only
def show_mail_as_sent(request: HttpRequest, mail_id: int) -> HttpResponse:  # noqa: ARG001 - the brand is known
    """One mail as a mail program shows it: its own HTML, with nothing but its own style sheet."""
    mail = outbox.find_mail(mail_id)
    if mail is None or not mail.body_html:
        raise Http404
    styles = _STYLE.findall(mail.body_html)
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in styles) or "'none'"
    answer = HttpResponse(mail.body_html)
    # The policy of our pages knows no style sheet in a page; a mail has no other place for one.
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return answer


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


@require_POST
@sign_in_required
@demonstration_only
def pass_time(request: BrandedRequest) -> HttpResponse:
    """Ask the worker to let days pass; for whom the office is open, second factor included.

    An agent who still has to show the factor goes to the office, which asks for it.
    """
    entry = check_office_entry(
        int(request.user.pk or 0), shown_second_factor=has_shown_second_factor(request)
    )
    if entry is OfficeEntry.CLOSED:
        raise Http404
    if entry is not OfficeEntry.OPEN:
        return redirect("office:home")
    typed = request.POST.get("days", "1")
    days = int(typed) if re.fullmatch("[0-9]{1,4}", typed) else 1
    days = min(max(days, 1), _MOST_DAYS)
    try:
        with transaction.atomic():  # the database says no: it must not end the request's work
            let_days_pass.defer(brand_key=request.brand.key, day_count=days)
    except AlreadyEnqueued:
        messages.info(request, _("Time is passing already. Wait until the date has moved on."))
        return redirect("office:home")
    messages.success(
        request,
        ngettext(
            "Time passes: %(days)s day. The date at the foot of the page moves on in a moment.",
            "Time passes: %(days)s days. The date at the foot of the page moves on in a moment.",
            days,
        )
        % {"days": days},
    )
    return redirect("office:home")
