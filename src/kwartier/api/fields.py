"""The kinds of value that requests and answers are made of, each bounded and described once."""

import re
from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Schema
from ninja.params import HeaderEx, P
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from kwartier.billing.types import MOST_ASKED_CENTS

# A thousand million euro: more than anybody owes, far from where integers end.
_MOST_CENTS = 100_000_000_000
_MOST_WH = 10**15
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
_NUMBER = r"^[A-Za-z0-9][A-Za-z0-9-]*$"
# PostgreSQL keeps no NUL; lone surrogates are refused by the reader of JSON.
_TEXT = r"^[^\u0000]*$"


class Sent(Schema):
    """What a caller sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Told(Schema):
    """What is answered."""

    model_config = ConfigDict(from_attributes=True)


def _read_day(typed: Any) -> Any:
    """Only ISO days: pydantic would also take instants and seconds since 1970."""
    if isinstance(typed, date):
        return typed
    if not isinstance(typed, str) or not _DAY.fullmatch(typed):
        raise PydanticCustomError("date_form", "not an ISO day")
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise PydanticCustomError("date_form", "not an ISO day") from None


def _bound_day(day: date) -> date:
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise PydanticCustomError("date_bounds", "out of bounds")
    return day


def _check_email(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        raise PydanticCustomError("email", "not an e-mail address") from None
    return address


Day = Annotated[
    date,
    AfterValidator(_bound_day),
    BeforeValidator(_read_day),
    Field(description="A day of the market.", examples=["2026-11-21"]),
]
ADay = Annotated[date, Field(examples=["2026-12-01"])]
Cents = Annotated[int, Field(ge=-_MOST_CENTS, le=_MOST_CENTS, examples=[11800])]
SentCents = Annotated[int, Field(strict=True, ge=1, le=MOST_ASKED_CENTS, examples=[12500])]
QueryCents = Annotated[
    int,
    Field(ge=1, le=MOST_ASKED_CENTS, description="The amount, in cents.", examples=[12500]),
]
Whole = Annotated[int, Field(ge=-(10**15), le=10**15, examples=[3_805_000])]
Wh = Annotated[int, Field(ge=-_MOST_WH, le=_MOST_WH, examples=[3_500_000])]
Count = Annotated[int, Field(ge=0, le=1_000_000, examples=[5])]
Percent = Annotated[int, Field(ge=0, le=10_000, examples=[80])]
Index = Annotated[int, Field(ge=0, le=10**12, examples=[4711])]
NanoEuro = Annotated[int, Field(ge=-(10**11), le=10**11, examples=[131_200_000])]

AccountNumber = Annotated[
    str,
    Field(
        min_length=1,
        max_length=20,
        pattern=_NUMBER,
        description="A customer number, as on an invoice.",
        examples=["M-100234"],
    ),
]
ContractNumber = Annotated[
    str,
    Field(
        min_length=1,
        max_length=20,
        pattern=_NUMBER,
        description="The number of a contract.",
        examples=["C-000123"],
    ),
]
Year = Annotated[int, Field(ge=1, le=9999, description="A calendar year.", examples=[2026])]
BillNumber = Annotated[
    str,
    Field(
        min_length=1,
        max_length=30,
        pattern=_NUMBER,
        description="The number of a bill.",
        examples=["S26-0000002"],
    ),
]
SupplyPointCode = Annotated[
    str,
    Field(
        pattern=r"^([0-9]{18}|[0-9]{14})$",
        description="The number of a supply point: an EAN of 18 digits, or a PDL of 14.",
        examples=["541400000000000017"],
    ),
]
RequestNumber = Annotated[
    str,
    Field(
        min_length=1,
        max_length=20,
        pattern=_NUMBER,
        description="The number of a request.",
        examples=["R-26-000001"],
    ),
]
ArticleKey = Annotated[
    str,
    Field(
        min_length=1,
        max_length=60,
        pattern=r"^[a-z0-9_-]+$",
        description="The key of a help article, the same in every language.",
        examples=["change-advance"],
    ),
]
TokenPrefix = Annotated[
    str,
    Field(
        min_length=1,
        max_length=20,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="The first characters of a token, as the list of tokens shows them.",
        examples=["kwt_q7Zb2x"],
    ),
]
RowId = Annotated[
    int,
    Field(
        ge=1,
        le=2**53,
        description="An opaque id from the list; it says nothing and never changes.",
        examples=[12],
    ),
]
IdempotencyText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=80,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description=(
            "A word of your choice for this request. The same request sent again under it happens "
            "once and gets the same answer; another request under it is refused."
        ),
        examples=["0b1c6f1e-8d8b-4b0e-9a35-5b7c3f1f2a10"],
    ),
]
OneTimeCodeText = Annotated[
    str,
    Field(
        max_length=12,
        pattern=r"^[0-9 ]*$",
        description="A fresh code of the person's authenticator app, for what moves money.",
        examples=["492039"],
    ),
]
OneTimeCodeHeader = HeaderEx[OneTimeCodeText | None, P(alias="One-Time-Code")]
IdempotencyHeader = HeaderEx[IdempotencyText | None, P(alias="Idempotency-Key")]
Email = Annotated[
    str,
    Field(
        max_length=254,
        pattern=r"^[^@\s\u0000]+@[^@\s\u0000]+\.[^@\s\u0000]+$",
        examples=["jan@example.org"],
    ),
    AfterValidator(_check_email),
]


def text(*, most: int, least: int = 0, description: str, example: str) -> Any:
    """A field of free text with at most ``most`` characters, without NUL."""
    return Field(
        min_length=least,
        max_length=most,
        pattern=_TEXT,
        description=description,
        examples=[example],
    )
