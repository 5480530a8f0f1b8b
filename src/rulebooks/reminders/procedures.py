"""Which procedure holds for a customer, and which steps it has: those whose days are known."""

from enum import IntEnum, StrEnum

from energycore.clocks import DayRange
from rulebooks.parameters import list_demonstrations, load_parameters


class Region(StrEnum):
    """Where the energy is supplied."""

    FLANDERS = "flanders"
    WALLONIA = "wallonia"
    BRUSSELS = "brussels"
    FRANCE = "france"


class Segment(StrEnum):
    """Whom the law protects: a household, or a business."""

    HOUSEHOLD = "household"
    BUSINESS = "business"


class Step(IntEnum):
    """The steps in their order; no procedure has them all."""

    REMINDER = 0
    NOTICE = 1
    ANNOUNCEMENT = 2
    REDUCTION = 3
    AGENT = 4

    @property
    def is_letter(self) -> bool:
        """Whether the supplier writes; else somebody decides and acts."""
        return self <= Step.ANNOUNCEMENT


class Prospect(StrEnum):
    """What the last letter announces."""

    END_OF_CONTRACT = "end_of_contract"
    PEACE_COURT = "peace_court"
    GRID_OPERATOR = "grid_operator"
    REDUCED_POWER = "reduced_power"
    COURT = "court"


_PROSPECTS = {
    "be.flanders_household": Prospect.END_OF_CONTRACT,
    "be.flanders_protected": Prospect.END_OF_CONTRACT,
    "be.wallonia_household": Prospect.PEACE_COURT,
    "be.wallonia_protected": Prospect.GRID_OPERATOR,
    "be.brussels_household": Prospect.PEACE_COURT,
    "be.brussels_protected": Prospect.PEACE_COURT,
    "be.business": Prospect.COURT,
    "fr.household": Prospect.REDUCED_POWER,
    "fr.protected": Prospect.REDUCED_POWER,
    "fr.business": Prospect.COURT,
}


def procedure_of(region: Region, segment: Segment, *, is_protected: bool = False) -> str:
    """Return the name of a customer's procedure, `be.flanders_household`.

    A business is never protected; one in Belgium has the same procedure in every region.
    """
    country = "fr" if region is Region.FRANCE else "be"
    if segment is Segment.BUSINESS:
        return f"{country}.business"
    kind = "protected" if is_protected else "household"
    return f"fr.{kind}" if country == "fr" else f"be.{region}_{kind}"


def list_procedures(country: str) -> list[str]:
    """Return the names of the procedures of a country, `be` or `fr`."""
    return [name for name in _PROSPECTS if name.startswith(f"{country}.")]


def explain_prospect(procedure: str) -> Prospect:
    """Return what the last letter of a procedure announces."""
    return _PROSPECTS[procedure]


def key_of(procedure: str, what: str) -> str:
    """The parameter of a procedure: `be.reminders.notice_fee.flanders_household`."""
    country, kind = procedure.split(".")
    return f"{country}.reminders.{what}.{kind}"


def find_key(procedure: str, what: str) -> str | None:
    """The same, or None where the procedure has nothing of the kind."""
    key = key_of(procedure, what)
    return key if key in load_parameters(key.partition(".")[0]) else None


def list_steps(procedure: str) -> list[Step]:
    """Return the steps of a procedure, in order."""
    return [step for step in Step if find_key(procedure, f"{step.name.lower()}_after")]


def list_procedure_keys(procedure: str) -> list[str]:
    """Return every parameter that the procedure rests on, those of interest and indemnity too."""
    country, kind = procedure.split(".")
    own = [
        key
        for key in load_parameters(country)
        if key.startswith(f"{country}.reminders.") and key.endswith(f".{kind}")
    ]
    more = [rate_key_of(procedure)] if find_key(procedure, "interest") else []
    if any(".announcement_indemnity." in key for key in own):
        more += [f"be.late_payment.indemnity.{name}" for name in ("fixed", "share", "most")]
    return [*own, *more]


def rate_key_of(procedure: str) -> str:
    """The rate of interest that a procedure's `interest` is a multiple of."""
    country, kind = procedure.split(".")
    return f"{country}.interest.{'commercial' if kind == 'business' else 'legal'}"


def list_unsourced(procedure: str, day: int) -> list[str]:
    """Return the parameters of a procedure that have no source on a day: nobody real is reminded by them."""
    keys = list_procedure_keys(procedure)
    return [value.key for value in list_demonstrations(keys, DayRange(day, day + 1))]
