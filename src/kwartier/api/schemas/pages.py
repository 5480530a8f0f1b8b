"""A page of a list."""

from pydantic import Field

from kwartier.api.fields import Told


class Page[Item](Told):
    """A part of a list, and where it goes on."""

    items: list[Item] = Field(description="The entries of this part.")
    next_cursor: str | None = Field(
        description="Send it as `cursor` to get the next part; null on the last one.",
        examples=[None],
    )
