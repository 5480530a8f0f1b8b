"""Pages about the customer area itself: accessibility and privacy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def show_accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what is known not to work, and whom to tell."""
    return render(request, "portal/about/accessibility.html")


@require_GET
def show_privacy(request: HttpRequest) -> HttpResponse:
    """Which data is kept, why, and what a person can ask."""
    return render(request, "portal/about/privacy.html")
