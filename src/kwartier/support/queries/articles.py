"""Questions about help articles: one, all on the shelves, those that answer a question."""

from django.db import connection
from django.db.models import Count, Q, QuerySet

from kwartier.platform.errors import NotFound
from kwartier.support._questions import list_swaps, list_words
from kwartier.support.models import ArticleFeedback, HelpArticle
from kwartier.support.types import Article, ArticleRow, ArticleScore, Segment, Topic

_MOST_HITS = 12

# Each typed word comes with its swaps (_questions.list_swaps); the best of them counts for the word. A
# word counts where it is alike enough; a body has many words, so a likeness there says less, and
# swaps are not looked for. A score is the mean over the words, between 0 and 1.
_SEARCH_SQL = """
SELECT key, title, summary, topic FROM (
  SELECT a.key, a.title, a.summary, a.topic, a.position, w.place,
    max(w.weight * greatest(
      CASE WHEN f.in_title >= 0.5 THEN f.in_title ELSE 0 END,
      CASE WHEN f.in_keywords >= 0.5 THEN 0.8 * f.in_keywords ELSE 0 END,
      CASE WHEN f.in_body >= 0.7 THEN 0.4 * f.in_body ELSE 0 END)) AS best,
    max(f.in_title + f.in_keywords) AS likeness
  FROM support_helparticle a
  CROSS JOIN unnest(%(words)s::text[], %(places)s::int[], %(weights)s::float8[])
    AS w (word, place, weight)
  CROSS JOIN LATERAL (
    SELECT word_similarity(w.word, a.folded_title) AS in_title,
      word_similarity(w.word, a.folded_keywords) AS in_keywords,
      CASE WHEN w.weight = 1 THEN word_similarity(w.word, a.folded_body) ELSE 0 END AS in_body
  ) AS f
  WHERE a.language = %(language)s AND a.countries @> ARRAY[%(country)s]::varchar[]
    AND a.segment = ANY (%(segments)s)
  GROUP BY a.id, w.place
) AS scored
GROUP BY key, title, summary, topic, position
HAVING avg(best) >= 0.25
ORDER BY avg(best) DESC, avg(likeness) DESC, position, key
LIMIT %(limit)s
"""
_TYPED, _SWAPPED = 1.0, 0.95


def _segments(segment: str | None) -> list[str]:
    """Somebody whose segment is unknown reads everything; a household only what is for it."""
    return list(Segment.values) if segment is None else [Segment.BOTH.value, segment]


def _on_shelf(*, language: str, country: str, segment: str | None) -> QuerySet[HelpArticle]:
    return HelpArticle.objects.filter(
        language=language, countries__contains=[country], segment__in=_segments(segment)
    )


def list_articles(*, language: str, country: str, segment: str | None = None) -> list[ArticleRow]:
    """The articles for a country and a segment (None: all), in the order of the shelves."""
    rows = _on_shelf(language=language, country=country, segment=segment).order_by(
        "position", "key"
    )
    order = list(Topic)
    articles = [
        ArticleRow(key=row.key, title=row.title, summary=row.summary, topic=Topic(row.topic))
        for row in rows.only("key", "title", "summary", "topic")
    ]
    return sorted(articles, key=lambda row: order.index(row.topic))


def get_article(*, key: str, language: str, country: str) -> Article:
    """One article of a country in one language, whatever its segment: a link may be shared.

    Raises:
        NotFound: there is no such article in this country or language.
    """
    row = _on_shelf(language=language, country=country, segment=None).filter(key=key).first()
    if row is None:
        raise NotFound
    return Article(
        key=row.key,
        language=row.language,
        title=row.title,
        summary=row.summary,
        keywords=tuple(row.keywords),
        segment=Segment(row.segment),
        countries=tuple(row.countries),
        topic=Topic(row.topic),
        position=row.position,
        body=row.body,
    )


def search_articles(
    *, question: str, language: str, country: str, segment: str | None = None
) -> list[ArticleRow]:
    """The articles that answer a question best, at most twelve; accents and slips are forgiven.

    A word found in the title weighs more than one among the keywords, and that more than one in
    the body. An empty question finds nothing.
    """
    words = list_words(question, language)
    if not words:
        return []
    guesses = [(word, place, _TYPED) for place, word in enumerate(words)] + [
        (other, place, _SWAPPED) for place, word in enumerate(words) for other in list_swaps(word)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _SEARCH_SQL,
            {
                "words": [word for word, _, _ in guesses],
                "places": [place for _, place, _ in guesses],
                "weights": [weight for _, _, weight in guesses],
                "language": language,
                "country": country,
                "segments": _segments(segment),
                "limit": _MOST_HITS,
            },
        )
        return [
            ArticleRow(key=key, title=title, summary=summary, topic=Topic(topic))
            for key, title, summary, topic in cursor.fetchall()
        ]


def list_article_scores(*, brand_id: int) -> list[ArticleScore]:
    """What readers of a brand thought of each article, least useful first."""
    counted = (
        ArticleFeedback.objects.filter(brand_id=brand_id)
        .values("article_key", "language")
        .annotate(useful_count=Count("pk", filter=Q(useful=True)))
        .annotate(useless_count=Count("pk", filter=Q(useful=False)))
        .order_by("-useless_count", "article_key", "language")
    )
    return [ArticleScore(**row) for row in counted]
