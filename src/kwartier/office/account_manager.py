"""Who looks after a customer in person: chosen among the agents, or nobody."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kwartier.office.access import actor_of, customer_page, note_visit
from kwartier.office.rendering import render_office
from kwartier.parties.operations import name_account_manager
from kwartier.parties.queries import find_key_account_manager, list_agents
from kwartier.parties.types import AccountInfo, AgentInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.refusing import refuse


class ManagerForm(forms.Form):
    """The agent who looks after an account."""

    manager = forms.TypedChoiceField(
        label=gettext_lazy("Who looks after this customer?"),
        help_text=gettext_lazy("Name, telephone number and address stand on the documents."),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, agents: Iterable[AgentInfo], **words: Any) -> None:
        super().__init__(*args, **words)
        named = [(each.id, " · ".join(filter(None, (each.name, each.phone)))) for each in agents]
        field = cast("forms.TypedChoiceField", self.fields["manager"])
        field.choices = [("", gettext_lazy("Nobody in person")), *named]


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_manager(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """Who looks after the customer, and the choice of somebody else."""
    manager = find_key_account_manager(account.id)
    form = ManagerForm(
        request.POST if request.method == "POST" else None,
        initial={"manager": manager.id if manager else ""},
        agents=list_agents(request.brand.id),
    )
    if form.is_valid() and _keep(request, account, form):
        return redirect("office:customer", account.number)
    if request.method == "GET":
        note_visit(request, account.id, "manager")
    context = {"manager": manager, "form": form}
    status = 422 if form.errors else 200
    return render_office(request, "account_manager.html", context, account=account, status=status)


def _keep(request: BrandedRequest, account: AccountInfo, form: ManagerForm) -> bool:
    """Name whom a valid form says; whether nothing was refused."""
    try:
        name_account_manager(
            brand=request.brand,
            account_id=account.id,
            agent_id=form.cleaned_data["manager"],
            actor=actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _("It is noted. The next documents say so."))
    return True
