"""The shape of a problem, as RFC 9457 has it, with what we add."""

from typing import Any

from pydantic import Field

from kwartier.api.fields import Told
from kwartier.api.problems import type_of
from kwartier.platform.errors import Refusal


class ProblemPart(Told):
    """One of several things that are the matter."""

    field: str = Field(description="Where it is.", examples=["indexes[0].index"])
    code: str = Field(description="The stable name of the finding.", examples=["reading.negative"])
    detail: str = Field(
        description="What is the matter, in the language asked for.",
        examples=["A register never shows a number below zero."],
    )
    next_step: str = Field(
        default="",
        description="What to do about it.",
        examples=["Type the digits that the register shows, without a sign."],
    )
    part_of: str = Field(
        default="",
        alias="in",
        description="`body`, `query`, `path` or `header`, where the schema is at odds.",
        examples=["body"],
    )
    params: dict[str, Any] = Field(
        default={}, description="The values behind the sentence.", examples=[{}]
    )


class Problem(Told):
    """Why a request was not granted (RFC 9457); nothing was changed."""

    type: str = Field(
        description="Names the kind of problem: `/errors/` and its code.",
        examples=["/errors/platform.not_found"],
    )
    title: str = Field(description="The kind of problem in a few words.", examples=["Not found"])
    status: int = Field(ge=400, le=599, description="The HTTP status.", examples=[404])
    detail: str = Field(
        description="What is the matter, in the language asked for.",
        examples=["We cannot find what you are looking for."],
    )
    code: str = Field(
        description="The stable name of the problem.", examples=["platform.not_found"]
    )
    next_step: str = Field(
        description="What to do now.",
        examples=["Go back to the overview, or search the help pages."],
    )
    field: str = Field(
        default="",
        description="The one field of the request that it is about.",
        examples=["amount_cents"],
    )
    lifted_on: str = Field(
        default="",
        description="The day from which it will be possible.",
        examples=["2027-04-15"],
    )
    action: str = Field(
        default="",
        description="The act that lifts it: `agent`, `pay`, `reading`, `open_request`.",
        examples=["agent"],
    )
    params: dict[str, Any] = Field(
        default={},
        description="The values behind the sentence: days ISO 8601, amounts in cents.",
        examples=[{}],
    )
    errors: list[ProblemPart] = Field(
        default=[], description="Each thing that is the matter, where there are several."
    )


class Obstacle(Told):
    """Something that stands in the way now, said before anybody tries."""

    type: str = Field(
        description="Names the kind of problem, as in the problem that an attempt would get.",
        examples=["/errors/advance.something_unpaid"],
    )
    code: str = Field(description="Its stable name.", examples=["advance.something_unpaid"])
    title: str = Field(description="In a few words.", examples=["Something is not paid yet"])
    detail: str = Field(
        description="What is the matter.",
        examples=["€118.00 is past its due date, since 10 November 2026."],
    )
    next_step: str = Field(
        description="What to do now.", examples=["Pay it now, or ask an agent for a plan."]
    )
    lifted_on: str | None = Field(
        description="The day that lifts it, where a day does.", examples=[None]
    )
    action: str | None = Field(
        description="The act that lifts it: `agent`, `pay`, `reading`.", examples=["pay"]
    )


def show_obstacle(refusal: Refusal) -> Obstacle:
    """A refusal that nobody met yet."""
    return Obstacle(
        type=type_of(refusal.code),
        code=refusal.code,
        title=str(refusal.title),
        detail=refusal.say(),
        next_step=refusal.say_next(),
        lifted_on=refusal.lifted_on.isoformat() if refusal.lifted_on else None,
        action=refusal.action,
    )
