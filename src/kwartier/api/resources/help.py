"""What is open to everybody: the brand, how to reach it, the help articles."""

from typing import Annotated

from allauth.core.ratelimit import consume
from ninja import Query, Router
from pydantic import Field

from kwartier.api.access import READ
from kwartier.api.caller import ApiRequest, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, ArticleKey
from kwartier.api.language import active_language
from kwartier.api.refusals import TooOften
from kwartier.api.schemas.support import (
    ArticleEntry,
    ArticlePage,
    BrandPage,
    ContactWay,
    Feedback,
    show_article,
    show_article_entry,
    show_brand,
    show_contact,
)
from kwartier.parties.queries import find_key_account_manager
from kwartier.parties.types import AccountKind
from kwartier.platform.tenancy import BrandedRequest
from kwartier.support import operations, queries, refusals
from kwartier.support.types import AccountManager

router = Router(tags=["Brand and help"])
Question = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        pattern=r"^[^\u0000]*$",
        description="What to look for; slips are forgiven.",
        examples=["change my advance"],
    ),
]


@router.get("/brand", response=BrandPage, **told("get_brand", "The supplier", scope=None))
def get_brand(request: BrandedRequest) -> BrandPage:
    """Whose API this is, what it speaks, and which day it is there. Needs no token."""
    return show_brand(request.brand, request.today)


@router.get(
    "/contacts",
    response=list[ContactWay],
    **told("list_contacts", "How to reach the supplier", scope=None),
)
def list_contacts(request: BrandedRequest) -> list[ContactWay]:
    """For every segment of customers. Needs no token."""
    return [show_contact(contact) for contact in queries.list_contacts(request.brand)]


@router.get(
    "/accounts/{number}/contacts",
    auth=READ,
    tags=["Accounts"],
    response=list[ContactWay],
    **told("list_account_contacts", "How an account reaches the supplier", finds=True),
)
def list_account_contacts(request: ApiRequest, number: AccountNumber) -> list[ContactWay]:
    """For the account's kind of customer; a key account manager comes first."""
    account = get_account(request, number)
    agent = find_key_account_manager(account.id)
    person = (
        AccountManager(name=agent.name, phone=agent.phone, email=agent.email) if agent else None
    )
    contacts = queries.list_contacts(request.brand, account.kind, person)
    return [show_contact(contact) for contact in contacts]


@router.get(
    "/help/articles",
    response=list[ArticleEntry],
    **told("list_articles", "Help articles", scope=None),
)
def list_articles(
    request: BrandedRequest,
    q: Query[Question | None] = None,
    segment: Query[AccountKind | None] = None,
) -> list[ArticleEntry]:
    """All of them in the order of the shelves, or those that answer a question best. No token."""
    language, country = active_language(), request.brand.country
    chosen = segment.value if segment else None
    rows = (
        queries.search_articles(question=q, language=language, country=country, segment=chosen)
        if q
        else queries.list_articles(language=language, country=country, segment=chosen)
    )
    return [show_article_entry(row) for row in rows]


@router.get(
    "/help/articles/{key}",
    response=ArticlePage,
    **told("get_article", "A help article", scope=None, finds=True),
)
def show_one_article(request: BrandedRequest, key: ArticleKey) -> ArticlePage:
    """In the language of the request. Needs no token."""
    return show_article(
        queries.get_article(key=key, language=active_language(), country=request.brand.country)
    )


@router.post(
    "/help/articles/{key}/feedback",
    response={204: None},
    **told(
        "send_feedback",
        "Say whether an article helped",
        scope=None,
        finds=True,
        reads_body=True,
        refusals=[refusals.CommentTooLong, refusals.CommentLooksPersonal, TooOften],
    ),
)
def send_feedback(request: BrandedRequest, key: ArticleKey, feedback: Feedback) -> None:
    """Nothing about the reader is kept, and a comment with personal data is refused. No token."""
    article = queries.get_article(
        key=key, language=active_language(), country=request.brand.country
    )
    if not consume(request, action="help_feedback"):
        raise TooOften
    operations.record_feedback(
        brand=request.brand,
        article_key=article.key,
        language=article.language,
        useful=feedback.useful,
        comment=feedback.comment,
        now=request.now,
    )
