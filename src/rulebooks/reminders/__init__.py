"""Reminders: which step follows for a debt that is not paid, from when, and what it may cost.

Words: a *procedure* is what holds for a kind of customer in a region; a *step* is a reminder, a
formal notice, an announcement, a reduction of power, or the moment at which an agent decides; a step
is *told* the day after a mail or on the third working day after posting, and from that day its days count.

Guarantees: no figure stands here: days, costs and the most of them are dated parameters
(`reminders_*.toml`), and one that is missing or expired on the asked day is an error. What lies
ahead is told with the last known figures, and marked. Where two rules speak of one thing, the one
that is better for the customer holds:

- costs come after the days of the region and those of Book XIX, whichever are more;
- a reminder of several due dates is free while one of them is among the free ones of its year;
- the cost of a notice is a part of the indemnity; the most of a year or of a procedure holds for
  letters, interest and indemnity together, and a letter about two energies counts for both;
- interest begins when the days of the first reminder are over, on what is still owed undisputed;
- a protected customer pays for nothing; a step on a Saturday or Sunday waits until Monday.
"""

from rulebooks.reminders.cases import (
    Case,
    Cases,
    Debt,
    Held,
    HouseTerms,
    Outlook,
    PlannedStep,
    stack,
)
from rulebooks.reminders.days import is_barred
from rulebooks.reminders.procedures import (
    Prospect,
    Region,
    Segment,
    Step,
    explain_prospect,
    list_procedures,
    list_steps,
    list_unsourced,
    procedure_of,
)
from rulebooks.reminders.walk import next_step

__all__ = [
    "Case",
    "Cases",
    "Debt",
    "Held",
    "HouseTerms",
    "Outlook",
    "PlannedStep",
    "Prospect",
    "Region",
    "Segment",
    "Step",
    "explain_prospect",
    "is_barred",
    "list_procedures",
    "list_steps",
    "list_unsourced",
    "next_step",
    "procedure_of",
    "stack",
]
