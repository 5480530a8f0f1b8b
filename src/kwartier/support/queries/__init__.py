"""Questions that support answers."""

from kwartier.support.queries.articles import (
    get_article,
    list_article_scores,
    list_articles,
    search_articles,
)
from kwartier.support.queries.contacts import ContactsMalformed, list_contacts
from kwartier.support.queries.requests import (
    count_requests_with_customer,
    get_request,
    list_open_requests,
    list_requests,
    list_requests_about_bill,
)

__all__ = [
    "ContactsMalformed",
    "count_requests_with_customer",
    "get_article",
    "get_request",
    "list_article_scores",
    "list_articles",
    "list_contacts",
    "list_open_requests",
    "list_requests",
    "list_requests_about_bill",
    "search_articles",
]
