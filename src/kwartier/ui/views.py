"""Views of the design system: the pages that say what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show_bad_request(request: HttpRequest, _exception: Exception) -> HttpResponse:
    """400: the request cannot be understood."""
    return render(request, "ui/errors/400.html", status=400)


def show_forbidden(request: HttpRequest, _exception: Exception) -> HttpResponse:
    """403: not with this role, or the form came from elsewhere."""
    return render(request, "ui/errors/403.html", status=403)


def show_not_found(request: HttpRequest, _exception: Exception) -> HttpResponse:
    """404: not there, or not this person's to see."""
    return render(request, "ui/errors/404.html", status=404)


def show_server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing was changed."""
    return render(request, "ui/errors/500.html", status=500)
