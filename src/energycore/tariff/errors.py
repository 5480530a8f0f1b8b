"""What is wrong with a set of price terms, told so that a person can mend it."""

from energycore.clocks import date_of


class TermGap(ValueError):
    """A required term has no price on some day: `code` and the first such day `gap_on`."""

    def __init__(self, code: str, gap_on: int) -> None:
        self.code = code
        self.gap_on = gap_on
        super().__init__(f"the term {code} has no price on {date_of(gap_on)}")


class TermOverlap(ValueError):
    """Two versions of a term are valid on one day: `code` and the first such day `overlap_on`."""

    def __init__(self, code: str, overlap_on: int) -> None:
        self.code = code
        self.overlap_on = overlap_on
        super().__init__(f"the term {code} has two prices on {date_of(overlap_on)}")


class TermNotFollowed(ValueError):
    """A percentage or a limit follows a term that it cannot: `code`, the other's code, and why."""

    def __init__(self, code: str, followed: str, why: str) -> None:
        self.code = code
        self.followed = followed
        super().__init__(f"the term {code} cannot follow {followed}: {why}")


class PriceTooLarge(ValueError):
    """The price of the term `code` is beyond what one line can hold: `most_eur` euro."""

    def __init__(self, code: str, most_eur: int) -> None:
        self.code = code
        self.most_eur = most_eur
        super().__init__(
            f"the term {code} asks for more than {most_eur} euro, the most that a price holds"
        )


class RegisterUnpriced(ValueError):
    """No term of the energy block prices a register: an unpriced kWh is an error, never free."""

    def __init__(self, register: str) -> None:
        self.register = register
        super().__init__(f"no energy price covers the register {register}")
