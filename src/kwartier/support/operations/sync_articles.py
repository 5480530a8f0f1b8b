"""Bring the search's table in line with the article files."""

from collections.abc import Iterable

from django.db import transaction

from kwartier.platform.folding import fold
from kwartier.support._article_files import load_articles
from kwartier.support.models import HelpArticle
from kwartier.support.types import Article

_UNIQUE = ["key", "language"]


@transaction.atomic
def sync_articles(articles: Iterable[Article] | None = None) -> int:
    """Write all articles (the product's own, unless given) and drop what is gone; how many there are.

    Repeating it changes nothing. Runs after each migration.
    """
    rows = [_as_row(article) for article in (load_articles() if articles is None else articles)]
    kept = {(row.key, row.language) for row in rows}
    gone = [
        pk
        for pk, *name in HelpArticle.objects.values_list("pk", *_UNIQUE)
        if tuple(name) not in kept
    ]
    HelpArticle.objects.filter(pk__in=gone).delete()
    fields = [
        field.name
        for field in HelpArticle._meta.concrete_fields  # noqa: SLF001 - Django's public "_meta"
        if field.name not in {"id", *_UNIQUE}
    ]
    HelpArticle.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=_UNIQUE, update_fields=fields
    )
    return len(rows)


def _as_row(article: Article) -> HelpArticle:
    return HelpArticle(
        key=article.key,
        language=article.language,
        countries=list(article.countries),
        segment=article.segment,
        topic=article.topic,
        position=article.position,
        title=article.title,
        summary=article.summary,
        keywords=list(article.keywords),
        body=article.body,
        folded_title=fold(article.title),
        folded_keywords=fold(" ".join(article.keywords)),
        folded_body=fold(f"{article.summary} {article.body}"),
    )
