"""Service tokens in the hands of agents of operations: made for a program, looked at, revoked."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kwartier.office.access import View, actor_of, office_page
from kwartier.office.rendering import render_office
from kwartier.parties import operations, queries
from kwartier.parties.sessions import check_second_factor
from kwartier.parties.types import ServiceScope
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.refusing import refuse

# From here on the list says that a token ends soon.
_SOON = timedelta(days=30)


class ServiceTokenForm(forms.Form):
    """A new token: for which program, what it may do, from where, how long."""

    name = forms.CharField(
        label=gettext_lazy("Which program is it for?"),
        help_text=gettext_lazy("For example the connector of your bank, or your accounting."),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the token a name.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may it do?"),
        widget=forms.CheckboxSelectMultiple,
        choices=ServiceScope.choices,
        error_messages={
            "required": gettext_lazy("Choose at least one thing that this token may do.")
        },
    )
    networks = forms.CharField(
        label=gettext_lazy("From which networks?"),
        help_text=gettext_lazy(
            "One a line, such as 192.0.2.10 or 192.0.2.0/24. Left empty, it works from anywhere."
        ),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long is it valid?"),
        coerce=int,
        choices=[
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (365, gettext_lazy("1 year")),
        ],
        initial=365,
    )


def operators_page(
    view: Callable[Concatenate[BrandedRequest, ...], HttpResponseBase],
) -> View:
    """A page of the office for agents of operations; for other agents it is not there."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not queries.may_connect_systems(request.user.pk or 0):
            raise NotFound
        return view(cast("BrandedRequest", request), *args, **kwargs)

    return office_page(wrapped)


@operators_page
@require_safe
def show_tokens(request: BrandedRequest) -> HttpResponse:
    """The tokens of the brand's own programs, for agents of operations alone."""
    tokens = queries.list_service_tokens(request.brand.id)
    context = {
        "active": "bank",
        "tokens": [each for each in tokens if each.is_open(request.now)],
        "ended": [each for each in tokens if not each.is_open(request.now)],
        "soon": request.now + _SOON,
    }
    return render_office(request, "service_tokens/list.html", context)


@never_cache
@operators_page
@require_http_methods(["GET", "HEAD", "POST"])
def make_token(request: BrandedRequest) -> HttpResponse:
    """Make a token after a fresh second factor; it is shown once, on the page that answers."""
    check_second_factor(request)
    form = ServiceTokenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            raw, token = operations.create_service_token(
                brand=request.brand,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                networks=form.cleaned_data["networks"].split(),
                lifetime=timedelta(days=form.cleaned_data["days"]),
                actor=actor_of(request),
                now=request.now,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            made = {"active": "bank", "raw": raw, "token": token}
            return render_office(request, "service_tokens/made.html", made)
    context = {"active": "bank", "form": form}
    status = 422 if form.errors else 200
    return render_office(request, "service_tokens/new.html", context, status=status)


@operators_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_token(request: BrandedRequest, token_id: int) -> HttpResponse:
    """One token with the last calls of its program; the button makes it worthless at once."""
    token = queries.get_service_token(request.brand.id, token_id=token_id)
    if request.method == "POST":
        operations.revoke_service_token(
            brand=request.brand, token_id=token_id, actor=actor_of(request), now=request.now
        )
        messages.success(request, _("The token has been revoked."))
        return redirect("office:service_tokens")
    context = {
        "active": "bank",
        "token": token,
        "is_open": token.is_open(request.now),
        "uses": queries.list_service_uses(token.id),
    }
    return render_office(request, "service_tokens/token.html", context)
