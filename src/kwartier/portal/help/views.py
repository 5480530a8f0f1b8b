"""Pages of the help center: shelves and search, an article, what readers think, how to reach us."""

from typing import Any

from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kwartier.parties.queries import find_key_account_manager
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.language import spoken_language
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.account.current import find_current_account
from kwartier.portal.help.forms import FeedbackForm
from kwartier.portal.help.links import link
from kwartier.support import operations, queries
from kwartier.support.rendering import render_article
from kwartier.support.types import AccountManager, Article, ArticleRow, Topic

_LONGEST_QUESTION = 200


@require_GET
def show_help(request: BrandedRequest) -> HttpResponse:
    """All articles on their shelves, or those that answer the question in ``q``."""
    question = request.GET.get("q", "").strip()[:_LONGEST_QUESTION]
    scope: dict[str, Any] = {
        "language": _language(),
        "country": request.brand.country,
        "segment": _segment(request),
    }
    context: dict[str, Any] = {"active": "help", "question": question}
    if question:
        context["found"] = queries.search_articles(question=question, **scope)
    else:
        context["shelves"] = _shelve(queries.list_articles(**scope))
    return render(request, "portal/help/help.html", context)


@require_GET
def show_article(request: BrandedRequest, key: str) -> HttpResponse:
    """One article, with the question whether it helped."""
    return _render_article(request, _get_article(request, key), FeedbackForm())


@require_POST
def send_feedback(request: BrandedRequest, key: str) -> HttpResponse:
    """Keep what a reader thought; a comment that is refused stays in its field."""
    article = _get_article(request, key)
    if not consume(request, action="help_feedback"):
        return respond_429(request)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _render_article(request, article, form, status=422)
    try:
        operations.record_feedback(
            brand=request.brand,
            article_key=article.key,
            language=article.language,
            useful=request.POST.get("useful") == "yes",
            comment=form.cleaned_data["comment"],
            now=request.now,
        )
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.say_all())
        return _render_article(request, article, form, status=422)
    messages.success(request, _("Thank you. It helps us to explain things better."))
    return redirect("portal:help_article", key=article.key)


@require_GET
def show_contacts(request: BrandedRequest) -> HttpResponse:
    """How to reach us: for the kind of account that one has, or for everybody."""
    account = find_current_account(request)
    agent = find_key_account_manager(account.id) if account else None
    person = (
        AccountManager(name=agent.name, phone=agent.phone, email=agent.email) if agent else None
    )
    contacts = queries.list_contacts(request.brand, account.kind if account else None, person)
    return render(
        request,
        "portal/help/contact.html",
        {"active": "help", "contacts": contacts, "account": account},
    )


def _language() -> str:
    return spoken_language()


def _segment(request: BrandedRequest) -> str | None:
    account = find_current_account(request)
    return account.kind if account else None


def _shelve(rows: list[ArticleRow]) -> list[tuple[Topic, list[ArticleRow]]]:
    shelves = [(topic, [row for row in rows if row.topic is topic]) for topic in Topic]
    return [(topic, on_shelf) for topic, on_shelf in shelves if on_shelf]


def _get_article(request: BrandedRequest, key: str) -> Article:
    try:
        return queries.get_article(key=key, language=_language(), country=request.brand.country)
    except NotFound as missing:
        raise Http404 from missing


def _render_article(
    request: BrandedRequest, article: Article, form: FeedbackForm, *, status: int = 200
) -> HttpResponse:
    rows = queries.list_articles(
        language=article.language, country=request.brand.country, segment=_segment(request)
    )
    context = {
        "active": "help",
        "article": article,
        "body": render_article(article.body, link=link),
        "form": form,
        "beside": [row for row in rows if row.topic is article.topic and row.key != article.key],
    }
    return render(request, "portal/help/article.html", context, status=status)
