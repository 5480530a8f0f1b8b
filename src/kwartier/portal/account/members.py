"""Pages of the people on an account: who has access, inviting, roles, leaving."""

from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kwartier.parties import operations, queries
from kwartier.parties.entrance import sign_in_required
from kwartier.parties.refusals import LastHolder
from kwartier.parties.types import AccountInfo, MembershipInfo, MembershipState, Role
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor, ActorKind
from kwartier.portal.account.current import get_current_account
from kwartier.portal.account.forms import InviteForm, RoleForm
from kwartier.portal.account.step_up import step_up


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person, as it goes on the record."""
    user = request.user
    return Actor(kind=ActorKind.CUSTOMER, person_id=user.pk, name=str(user))


@sign_in_required
@require_GET
def list_members(request: BrandedRequest) -> HttpResponse:
    """Who has access, who waits, who is invited."""
    account = get_current_account(request)
    members = queries.list_members(account.id)
    is_holder = account.role == Role.HOLDER
    context = {
        "active": "members",
        "account": account,
        "is_holder": is_holder,
        "members": [m for m in members if m.state == MembershipState.ACTIVE],
        "waiting": [m for m in members if m.state == MembershipState.REQUESTED],
        "invitations": queries.list_invitations(account.id, now=request.now) if is_holder else [],
    }
    return render(request, "portal/account/members.html", context)


@sign_in_required
@step_up()
@require_http_methods(["GET", "POST"])
def invite(request: BrandedRequest) -> HttpResponse:
    """Invite somebody by e-mail."""
    account = _held_account(request)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        if not consume(request, action="invite_member", user=request.user):
            return respond_429(request)
        try:
            operations.invite_member(
                brand=request.brand,
                account_id=account.id,
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                link_maker=lambda token: request.build_absolute_uri(
                    reverse("portal:accept_invitation", args=[token])
                ),
                actor=actor_of(request),
                now=request.now,
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.say_all())
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("portal:members")
    return render(
        request,
        "portal/account/invite.html",
        {"form": form, "account": account, "active": "members"},
        status=422 if form.errors else 200,
    )


@sign_in_required
@require_POST
def withdraw_invitation(request: BrandedRequest, invitation_id: int) -> HttpResponse:
    """Take an open invitation back."""
    operations.withdraw_invitation(
        brand=request.brand,
        account_id=get_current_account(request).id,
        invitation_id=invitation_id,
        actor=actor_of(request),
        now=request.now,
    )
    messages.success(request, _("The invitation has been withdrawn."))
    return redirect("portal:members")


@sign_in_required
@step_up()
@require_http_methods(["GET", "POST"])
def change_member(request: BrandedRequest, membership_id: int) -> HttpResponse:
    """Another role for a member, or an answer to somebody who asked for access."""
    account = _held_account(request)
    member = _find_member(account, membership_id)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        try:
            if member.state == MembershipState.REQUESTED:
                _answer(request, account, membership_id, role)
            else:
                operations.change_role(
                    brand=request.brand,
                    account_id=account.id,
                    membership_id=membership_id,
                    role=role,
                    actor=actor_of(request),
                    now=request.now,
                )
        except LastHolder as refusal:
            form.add_error("role", refusal.say_all())
        else:
            messages.success(request, _("The access has been changed."))
            return redirect("portal:members")
    return render(
        request,
        "portal/account/member.html",
        {"form": form, "account": account, "member": member, "active": "members"},
        status=422 if form.errors else 200,
    )


@sign_in_required
@step_up(back="portal:members")
@require_POST
def end_member(request: BrandedRequest, membership_id: int) -> HttpResponse:
    """Take a member's access away, or refuse somebody who asked for it."""
    account = _held_account(request)
    member = _find_member(account, membership_id)
    try:
        if member.state == MembershipState.REQUESTED:
            _answer(request, account, membership_id, None)
        else:
            operations.end_membership(
                brand=request.brand,
                account_id=account.id,
                membership_id=membership_id,
                actor=actor_of(request),
                now=request.now,
            )
    except LastHolder as refusal:
        messages.error(request, refusal.say_all())
    else:
        messages.success(request, _("The access has been ended."))
    return redirect("portal:members")


@sign_in_required
@step_up(back="portal:members")
@require_POST
def leave(request: BrandedRequest) -> HttpResponse:
    """Give up one's own access."""
    try:
        operations.leave_account(
            brand=request.brand,
            account_id=get_current_account(request).id,
            actor=actor_of(request),
            now=request.now,
        )
    except LastHolder as refusal:
        messages.error(request, refusal.say_all())
        return redirect("portal:members")
    messages.success(request, _("You no longer have access to this account."))
    return redirect("portal:add_account")


def _held_account(request: HttpRequest) -> AccountInfo:
    account = get_current_account(request)
    queries.require_role(request.user.pk or 0, account.id, Role.HOLDER)
    return account


def _find_member(account: AccountInfo, membership_id: int) -> MembershipInfo:
    for member in queries.list_members(account.id):
        if member.id == membership_id:
            return member
    raise Http404


def _answer(
    request: BrandedRequest, account: AccountInfo, membership_id: int, role: Role | None
) -> None:
    operations.answer_request(
        brand=request.brand,
        account_id=account.id,
        membership_id=membership_id,
        role=role,
        actor=actor_of(request),
        now=request.now,
    )
