"""What an agent sends about a customer's instalment schedule, each act with its reason."""

from pydantic import Field

from kwartier.api.fields import Sent
from kwartier.api.schemas.office_arrears import Reason
from kwartier.api.schemas.schedules import ScheduleAnswer
from kwartier.billing.schedule_types import LATEST_DUE_DAY, USUAL_COUNT, USUAL_DUE_DAY
from kwartier.billing.types import SCHEDULED


class NewSchedule(Sent):
    """How many instalments a year, and on which day."""

    count: int = Field(
        default=USUAL_COUNT,
        ge=min(SCHEDULED.values()),
        le=max(SCHEDULED.values()),
        description="Instalments a year.",
        examples=[11],
    )
    due_day: int = Field(
        default=USUAL_DUE_DAY,
        ge=1,
        le=LATEST_DUE_DAY,
        description="The day of the month; in a shorter one the last.",
        examples=[5],
    )
    reason: Reason


class CustomersScheduleAnswer(ScheduleAnswer):
    """What a customer said of a proposal to an agent."""

    reason: Reason
