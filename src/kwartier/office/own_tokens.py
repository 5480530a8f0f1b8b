"""An agent's own tokens: what lets a program of theirs see or act in the office for a working day."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kwartier.office.access import actor_of, office_page
from kwartier.office.rendering import render_office
from kwartier.parties import operations, queries
from kwartier.parties.sessions import check_second_factor
from kwartier.parties.types import AgentScope
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.refusing import refuse


class OwnTokenForm(forms.Form):
    """A new token of one's own: what for, what it may do, for how many hours."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("For example a script that answers waivers."),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the token a name.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may it do?"),
        widget=forms.CheckboxSelectMultiple,
        choices=AgentScope.choices,
        initial=[AgentScope.READ],
        error_messages={
            "required": gettext_lazy("Choose at least one thing that this token may do.")
        },
    )
    hours = forms.TypedChoiceField(
        label=gettext_lazy("How long is it valid?"),
        coerce=int,
        choices=[
            (1, gettext_lazy("1 hour")),
            (4, gettext_lazy("4 hours")),
            (12, gettext_lazy("12 hours")),
        ],
        initial=4,
    )


@never_cache
@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_own_tokens(request: BrandedRequest) -> HttpResponse:
    """The agent's own tokens, after a fresh second factor; a new one is shown once, on the page that answers."""
    check_second_factor(request)
    form = OwnTokenForm(request.POST if request.method == "POST" else None)
    made: dict[str, Any] = {}
    if form.is_valid():
        try:
            raw, token = operations.create_agent_token(
                brand=request.brand,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                lifetime=timedelta(hours=form.cleaned_data["hours"]),
                actor=actor_of(request),
                now=request.now,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            made, form = {"raw": raw, "token": token}, OwnTokenForm()
    context = {
        "active": "own_tokens",
        "form": form,
        "made": made,
        "tokens": queries.list_agent_tokens(request.user.pk, now=request.now),
    }
    status = 422 if form.errors else 200
    return render_office(request, "own_tokens/list.html", context, status=status)


@office_page
@require_POST
def revoke_own_token(request: BrandedRequest, token_id: int) -> HttpResponse:
    """Make a token worthless at once; this needs no confirmation of who it is."""
    operations.revoke_token(
        brand=request.brand, token_id=token_id, actor=actor_of(request), now=request.now
    )
    messages.success(request, _("The token has been revoked."))
    return redirect("office:own_tokens")
