"""Views of the design system: the pages that say what went wrong, and the gallery."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kwartier.ui import gallery as samples
from kwartier.ui.themes import get_theme, list_theme_keys


def show_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """400: the request cannot be understood."""
    return render(request, "ui/errors/400.html", status=400)


def show_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """403: not with this role, or the form came from elsewhere."""
    return render(request, "ui/errors/403.html", status=403)


def show_stale_form(request: HttpRequest, *, page_before: str) -> HttpResponse:
    """403: a form without the secret of its page; ``page_before`` is where it stood, if known."""
    return render(request, "ui/errors/stale_form.html", {"page_before": page_before}, status=403)


def show_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """404: not there, or not this person's to see."""
    return render(request, "ui/errors/404.html", status=404)


def show_not_opened(request: HttpRequest, *, page_before: str) -> HttpResponse:
    """405: an address that takes what a button sends, typed or opened from a link."""
    return render(request, "ui/errors/405.html", {"page_before": page_before}, status=405)


def show_server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing was changed."""
    return render(request, "ui/errors/500.html", status=500)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for the demonstration only.

    ``?theme=plein-midi`` wears another brand's theme, ``?density=office`` the office's density.
    """
    if not settings.DEMONSTRATION:
        raise Http404
    context = samples.context(str(getattr(request, "LANGUAGE_CODE", "en")))
    theme = request.GET.get("theme", "")
    if theme in list_theme_keys():
        context["theme"] = get_theme(theme)
    base = "ui/office_page.html" if request.GET.get("density") == "office" else "ui/page.html"
    return render(
        request, "ui/gallery.html", {**context, "base": base, "themes": list_theme_keys()}
    )
