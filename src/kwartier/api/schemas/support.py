"""Help articles, contacts, requests; the brand itself."""

from typing import Annotated, Any

from pydantic import Field

from kwartier.api.fields import (
    AccountNumber,
    ADay,
    ArticleKey,
    BillNumber,
    ContractNumber,
    Count,
    Day,
    RequestNumber,
    Sent,
    SentCents,
    SupplyPointCode,
    Told,
    text,
)
from kwartier.api.schemas.people import Instant, Language
from kwartier.billing.amounts import write_amount
from kwartier.platform.types import BrandInfo
from kwartier.support.types import (
    Article,
    ArticleRow,
    Ball,
    Contact,
    ContactDays,
    ContactSegment,
    RequestDetail,
    RequestKind,
    RequestRow,
    RequestState,
    Segment,
    Topic,
)

Subject = Annotated[str, text(most=200, description="A few words.", example="My advance of March")]
Message = Annotated[
    str,
    text(most=10_000, description="The message, as plain text.", example="Could you look at it?"),
]


class BrandPage(Told):
    """The supplier whose API this is."""

    key: str = Field(description="Its short name, as in the address.", examples=["merel"])
    name: str = Field(description="Its name.", examples=["Merel"])
    country: str = Field(description="Its country, two letters.", examples=["BE"])
    languages: list[Language] = Field(description="What it speaks.", examples=[["nl", "fr"]])
    default_language: Language
    timezone: str = Field(description="Whose days count.", examples=["Europe/Brussels"])
    today: ADay = Field(description="The day on which everything happens now.")
    is_demonstration: bool = Field(
        description="Whether it lives on the demonstration's own calendar.", examples=[True]
    )


class ContactWay(Told):
    """How a segment of customers reaches the supplier; an empty way is none."""

    segment: ContactSegment
    name: str = Field(description="Who answers, where it is a person.", examples=[""])
    phone: str = Field(description="The telephone number.", examples=["+32 2 555 01 00"])
    email: str = Field(description="The address.", examples=["hello@merel.example"])
    days: ContactDays
    opens: str = Field(description="From when, local time.", examples=["08:00"])
    closes: str = Field(description="Until when, local time.", examples=["18:00"])
    answer_working_day_count: Count = Field(
        description="In how many working days a message is answered.", examples=[2]
    )


class ArticleEntry(Told):
    """A help article in a list."""

    key: ArticleKey
    title: str = Field(description="The question.", examples=["How do I change my advance?"])
    summary: str = Field(description="The answer in a sentence.", examples=["With the slider."])
    topic: Topic


class ArticlePage(ArticleEntry):
    """A help article with its text."""

    language: Language
    segment: Segment
    body: str = Field(
        description=(
            "Markdown. `{{page:name}}` stands for a page of the customer area and "
            "`{{article:key}}` for another article: an application puts its own links there."
        ),
        examples=["Open [your advance]({{page:advance}})."],
    )


class Feedback(Sent):
    """What a reader thought; nobody knows who it was."""

    useful: Annotated[bool, Field(strict=True)] = Field(
        description="Whether the article helped.", examples=[True]
    )
    comment: Annotated[
        str,
        text(
            most=2_000,
            description="What could be explained better, without personal data.",
            example="Say where the button is.",
        ),
    ] = ""


class RequestEntry(Told):
    """A request as lists show it."""

    number: RequestNumber
    account: AccountNumber
    kind: RequestKind
    state: RequestState
    ball: Ball = Field(description="Who has to move next.")
    subject: str = Field(description="What it is about.", examples=["My advance of March"])
    promised_on: ADay = Field(description="By when we answer.")
    is_late: bool = Field(description="Whether we let that day pass.", examples=[False])
    opened_at: Instant
    opened_by_you: bool = Field(description="Whether the caller opened it.", examples=[True])
    closed_at: Instant | None = Field(description="When it was closed.")


class ThreadMessage(Told):
    """One message of a thread."""

    at: Instant
    author_kind: str = Field(description="`customer`, `agent` or `system`.", examples=["agent"])
    author_name: str = Field(description="Who wrote it.", examples=["Tom Peeters"])
    text: str = Field(description="The message, as plain text.", examples=["We look at it."])


class RequestPage(RequestEntry):
    """A request with its thread, oldest message first."""

    messages: list[ThreadMessage] = Field(description="What was written.")
    context: dict[str, Any] = Field(
        description="What it is about, as it was sent along.", examples=[{"contract": "C-000123"}]
    )


class NewRequest(Sent):
    """What to ask, and what it is about."""

    kind: RequestKind = Field(default=RequestKind.CONTACT, description="What it is about.")
    subject: Subject
    text: Message
    contract: ContractNumber | None = Field(default=None, description="The contract, if any.")
    supply_point: SupplyPointCode | None = Field(
        default=None, description="The supply point, if any."
    )
    day: Day | None = Field(default=None, description="The day of a reading, if any.")
    amount_cents: SentCents | None = Field(
        default=None, description="The advance wished for, if any."
    )
    bill: BillNumber | None = Field(default=None, description="The bill, if any.")


class NewMessage(Sent):
    """One more message."""

    text: Message


def show_brand(brand: BrandInfo, today: ADay) -> BrandPage:
    """The supplier."""
    return BrandPage(
        key=brand.key,
        name=brand.name,
        country=brand.country,
        languages=list(brand.languages),
        default_language=brand.default_language,
        timezone=brand.timezone_name,
        today=today,
        is_demonstration=brand.is_demonstration,
    )


def show_contact(contact: Contact) -> ContactWay:
    """A way to reach the supplier."""
    return ContactWay.model_validate(contact)


def show_article_entry(row: ArticleRow) -> ArticleEntry:
    """An article in a list."""
    return ArticleEntry.model_validate(row)


def show_article(article: Article) -> ArticlePage:
    """An article with its text."""
    return ArticlePage.model_validate(article)


def show_request(row: RequestRow, *, account: str, person_id: int, today: ADay) -> RequestEntry:
    """A request as lists show it."""
    return RequestEntry(**_of_request(row, account, person_id, today))


def show_request_page(
    detail: RequestDetail, *, account: str, person_id: int, today: ADay
) -> RequestPage:
    """A request with its thread."""
    return RequestPage(
        **_of_request(detail.row, account, person_id, today),
        messages=[ThreadMessage.model_validate(message) for message in detail.messages],
        context=detail.context,
    )


def tell_context(new: NewRequest) -> dict[str, str]:
    """What an agent needs beside the words, under the names that the pages use."""
    context = {
        "contract": new.contract,
        "ean": new.supply_point,
        "day": new.day.isoformat() if new.day else None,
        "amount": write_amount(new.amount_cents) if new.amount_cents else None,
        "bill": new.bill,
    }
    return {name: value for name, value in context.items() if value}


def _of_request(row: RequestRow, account: str, person_id: int, today: ADay) -> dict[str, Any]:
    return {
        "number": row.number,
        "account": account,
        "kind": row.kind,
        "state": row.state,
        "ball": row.ball,
        "subject": row.subject,
        "promised_on": row.promised_on,
        "is_late": row.is_late(today),
        "opened_at": row.opened_at,
        "opened_by_you": row.opened_by == person_id,
        "closed_at": row.closed_at,
    }
