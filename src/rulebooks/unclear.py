"""Why no rules can be chosen for a supply point: a code and its figures; words are the caller's."""


class FactsUnclear(ValueError):
    """The facts about a supply point do not fit together.

    `code` names what is wrong, `told` the figures that a sentence about it needs; `what` is that
    sentence for who reads a case or a log.
    """

    whose = "of a supply point"

    def __init__(self, code: str, what: str, **told: str) -> None:
        self.code = code
        self.what = what
        self.told = told
        super().__init__(f"the rules {self.whose} cannot be chosen: {what}")
