"""Keep what a reader thought of an article, and nothing about the reader."""

from datetime import datetime

from kwartier.platform.types import BrandInfo
from kwartier.support._personal import list_personal_kinds
from kwartier.support.models import ArticleFeedback
from kwartier.support.queries import get_article
from kwartier.support.refusals import CommentLooksPersonal, CommentTooLong
from kwartier.support.types import PersonalKind

LONGEST_COMMENT = 1000


def record_feedback(
    *,
    brand: BrandInfo,
    article_key: str,
    language: str,
    useful: bool,
    comment: str,
    now: datetime,
) -> None:
    """Store whether the article helped, with an optional comment.

    There is no actor and no record of who it was, by design.

    Raises:
        NotFound: the brand's country has no such article in this language.
        CommentTooLong: more than 1,000 characters.
        CommentLooksPersonal: names what was found; nothing is stored.
    """
    get_article(key=article_key, language=language, country=brand.country)
    text = comment.strip()
    if len(text) > LONGEST_COMMENT:
        raise CommentTooLong(field="comment", params={"limit": LONGEST_COMMENT, "count": len(text)})
    kinds = list_personal_kinds(text)
    if kinds:
        raise CommentLooksPersonal(field="comment", params={"found": _name_all(kinds)})
    ArticleFeedback.objects.create(
        brand_id=brand.id,
        article_key=article_key,
        language=language,
        useful=useful,
        comment=text,
        at=now,
    )


def _name_all(kinds: list[PersonalKind]) -> str:
    """The kinds in the reader's language, with commas: an *and* would need a grammar."""
    return ", ".join(str(kind.label) for kind in kinds)
