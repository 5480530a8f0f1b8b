"""Reads the articles: one Markdown file per article and language, with a strict front matter.

A file is ``articles/<key>.<language>.md``::

    ---
    title: Changing your advance
    summary: One sentence that already answers.
    keywords: advance, monthly amount
    segment: both
    country: BE
    topic: advance
    position: 10
    ---
    The body in Markdown. [Advance and settlement]({{page:advance}}) is a placeholder for a page.

Every field is needed, none other is known, and none may stand twice.
"""

import re
from functools import cache
from pathlib import Path

from kwartier.support.types import LANGUAGES, Article, Segment, Topic

FOLDER = Path(__file__).parent / "articles"
FIELDS = ("title", "summary", "keywords", "segment", "country", "topic", "position")
COUNTRIES = ("BE", "FR")

PLACEHOLDER = re.compile(r"\{\{(page|article):([a-z_-]+)\}\}")
_STEP = re.compile(r"^\d+\. ", re.MULTILINE)


class ArticleMalformed(ValueError):
    """An article's file breaks the rules of its form; the message names the file and the line."""


def list_placeholders(body: str) -> list[tuple[str, str]]:
    """The placeholders of a body as (kind, name), in order: ``("page", "advance")``."""
    return PLACEHOLDER.findall(body)


def count_steps(body: str) -> int:
    """How many numbered steps a body has, in all its lists together."""
    return len(_STEP.findall(body))


def parse_article(text: str, *, key: str, language: str) -> Article:
    """Read one article.

    Raises:
        ArticleMalformed: a field is missing, unknown, double or not among its values, the body is
            empty, or a placeholder is not one.
    """
    name = f"{key}.{language}.md"
    head, body = _split(text, name=name)
    fields = _read_fields(head, name=name)
    try:
        article = Article(
            key=key,
            language=language,
            title=fields["title"],
            summary=fields["summary"],
            keywords=_read_list(fields["keywords"]),
            segment=Segment(fields["segment"]),
            countries=_read_list(fields["country"]),
            topic=Topic(fields["topic"]),
            position=int(fields["position"]),
            body=body,
        )
    except ValueError as error:
        raise ArticleMalformed(f"{name}: {error}") from error
    if not article.countries or not set(article.countries) <= set(COUNTRIES):
        raise ArticleMalformed(f"{name}: country is one of {', '.join(COUNTRIES)}")
    return article


def _split(text: str, *, name: str) -> tuple[str, str]:
    opening, _, rest = text.partition("---\n")
    head, closing, body = rest.partition("\n---\n")
    if opening or not closing:
        raise ArticleMalformed(f"{name}: line 1: the front matter stands between two lines of ---")
    if not body.strip():
        raise ArticleMalformed(f"{name}: the article has no body")
    if body.count("{{") != len(list_placeholders(body)):
        raise ArticleMalformed(
            f"{name}: a placeholder is not {{{{page:name}}}} or {{{{article:key}}}}"
        )
    return head, body.strip() + "\n"


def _read_fields(head: str, *, name: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, line in enumerate(head.splitlines(), start=2):
        field, colon, content = line.partition(": ")
        if not colon or not content.strip():
            raise ArticleMalformed(f"{name}: line {number}: expected 'name: value'")
        if field not in FIELDS or field in fields:
            raise ArticleMalformed(f"{name}: line {number}: {field!r} is unknown or stands twice")
        fields[field] = content.strip()
    missing = [field for field in FIELDS if field not in fields]
    if missing:
        raise ArticleMalformed(f"{name}: missing {', '.join(missing)}")
    return fields


def _read_list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@cache
def load_articles(folder: Path = FOLDER) -> tuple[Article, ...]:
    """All articles of a folder, by key and language.

    Raises:
        ArticleMalformed: as :func:`parse_article`, or a file's name has no known language.
    """
    return tuple(_load(path) for path in sorted(folder.glob("*.md")))


def _load(path: Path) -> Article:
    key, _, language = path.stem.partition(".")
    if language not in LANGUAGES:
        raise ArticleMalformed(f"{path.name}: the name is <key>.<language>.md")
    return parse_article(path.read_text(encoding="utf-8"), key=key, language=language)
