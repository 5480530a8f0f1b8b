"""What every page of the office shows around its content."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.formats import locale_for


def render_office(
    request: BrandedRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    account: AccountInfo | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the office; with ``account`` it says for whom the agent acts."""
    around: dict[str, Any] = {
        "home_url": reverse("office:home"),
        "today": request.today,
        "is_refused": status == HTTPStatus.UNPROCESSABLE_ENTITY,
    }
    if account is not None:
        around |= {
            "active": "home",
            "account": account,
            "acting_for": {
                "name": account.name,
                "number": account.number,
                "leave_url": reverse("office:home"),
            },
        }
    return render(request, f"office/{template}", {**around, **context}, status=status)


def locale_of(request: BrandedRequest) -> str:
    """In which form this page writes numbers and dates."""
    return locale_for(get_language() or "en", request.brand.country)
