"""The one refusal of the shelves of profiles."""


class UnknownProfile(KeyError):
    """A key that no shelf holds; `key` names it, `known` lists the keys there are."""

    def __init__(self, *, key: str, known: tuple[str, ...]) -> None:
        self.key = key
        self.known = known
        super().__init__(f"there is no load profile {key!r}; there are {', '.join(known)}")

    def __str__(self) -> str:
        # KeyError would print the sentence in quotes.
        return str(self.args[0])
