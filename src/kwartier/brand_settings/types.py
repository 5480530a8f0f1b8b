"""What a brand decides for itself, dated: every key that a room reads, with its kind and its meaning.

A setting is no figure of the law (those stand in the rulebooks) and no choice of a customer. The rooms
read them by their keys; here stands what may be decided, within which bounds, and what holds where
nothing was decided.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_CENTS: Final = 100_000_000
"""A million euro: what no amount of a setting is meant to pass."""


class SettingKind(StrEnum):
    """How a value is written."""

    YES_NO = "yes or no"
    CENTS = "cents"
    PERCENT = "percent"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    COUNT = "a number"


_BOUNDS: Final = {
    SettingKind.CENTS: (0, MOST_CENTS),
    SettingKind.PERCENT: (0, 1_000),
    SettingKind.DAYS: (0, 366),
    SettingKind.MONTHS: (1, 60),
    SettingKind.YEARS: (1, 30),
    SettingKind.COUNT: (0, 100),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandSetting:
    """One key: what it decides; `otherwise` is what holds where it has no value.

    `needed` marks one without which nothing is calculated. The sentence is an operator's: it stands
    in English, like the commands.
    """

    key: str
    kind: SettingKind
    meaning: str
    otherwise: str = ""

    @property
    def needed(self) -> bool:
        """Whether the product refuses to work without it."""
        return not self.otherwise

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The least and the most of a whole number; None for a yes or no."""
        return _BOUNDS.get(self.kind)

    def read(self, written: str) -> bool | int | None:
        """The value that somebody wrote; None where it is none of this kind, or out of bounds."""
        if self.bounds is None:
            return {"yes": True, "no": False}.get(written)
        if not (written.isascii() and written.isdigit()):
            return None
        least, most = self.bounds
        # Digits without an end would take their time to become a number.
        value = int(written) if len(written) <= len(str(most)) else most + 1
        return value if least <= value <= most else None

    @property
    def expected(self) -> str:
        """What may be written."""
        if self.bounds is None:
            return str(self.kind)
        least, most = self.bounds
        return f"{self.kind}, a whole number from {least} to {most}"


def _of(key: str, kind: SettingKind, meaning: str, otherwise: str = "") -> BrandSetting:
    return BrandSetting(key=key, kind=kind, meaning=meaning, otherwise=otherwise)


_K = SettingKind
_ALL: Final = (
    _of("advance.lower_percent", _K.PERCENT, "lower bound, as a share of today's advance"),
    _of("advance.upper_percent", _K.PERCENT, "upper bound, as a share of today's advance"),
    _of(
        "advance.lower_band_percent",
        _K.PERCENT,
        "of the advance that the low end of the forecast calls for; the smaller lower bound holds",
    ),
    _of(
        "advance.upper_band_percent",
        _K.PERCENT,
        "of the advance that the high end of the forecast calls for; the larger upper bound holds",
    ),
    _of("advance.smallest_cents", _K.CENTS, "the smallest advance"),
    _of("advance.step_cents", _K.CENTS, "the step of the slider"),
    _of("advance.agent_cap_cents", _K.CENTS, "what even an agent may not exceed"),
    _of(
        "advance.contract_ends_within_days",
        _K.DAYS,
        "no change online in the last so many days of a contract",
    ),
    _of(
        "advance.minimum_known_days",
        _K.DAYS,
        "days of known consumption before a simulation is possible",
    ),
    _of(
        "run.outlier_percent",
        _K.PERCENT,
        "a bill of a run that moved by more than this and the cents below is looked at",
    ),
    _of(
        "run.outlier_cents", _K.CENTS, "a bill of a run that moved by more than this, VAT included"
    ),
    _of(
        "bill.provisional_part",
        _K.YES_NO,
        "whether a yearly settlement also charges the days since its reading, by an estimate",
        "no",
    ),
    _of(
        "delivery.email_without_choice",
        _K.YES_NO,
        "whether who chose nothing gets e-mails where an address is known (in Belgium the law says no)",
        "no",
    ),
    _of(
        "delivery.post_after_failed_email",
        _K.YES_NO,
        "whether a mail that fails is followed by a letter",
        "yes",
    ),
    _of("archive.online_years", _K.YEARS, "how long documents are online", "3"),
    _of(
        "archive.on_request_years", _K.YEARS, "until which age they are handed out on request", "7"
    ),
    _of(
        "archive.kept_years",
        _K.YEARS,
        "how long they are kept, from 1 January after the issue",
        "10",
    ),
    _of("archive.open_days", _K.DAYS, "for how many days a requested document stays open", "30"),
    _of("reminders.are_sent", _K.YES_NO, "whether reminders are sent at all", "no"),
    _of(
        "reminders.reminder_fee_cents",
        _K.CENTS,
        "what a reminder costs, where that is less than the rules allow",
        "as the rules allow",
    ),
    _of(
        "reminders.notice_fee_cents",
        _K.CENTS,
        "what a formal notice costs, where that is less than the rules allow",
        "as the rules allow",
    ),
    _of(
        "reminders.reminder_days_more",
        _K.DAYS,
        "days that the first reminder waits longer than the rules ask",
        "0",
    ),
    _of("reminders.asks_indemnity", _K.YES_NO, "whether an indemnity is asked", "yes"),
    _of("reminders.asks_interest", _K.YES_NO, "whether interest is asked", "yes"),
    _of(
        "reminders.waivers_a_year",
        _K.COUNT,
        "how many costs are waived by rule in a calendar year, once paid",
        "1",
    ),
    _of("plans.most_months", _K.MONTHS, "the most months of a payment plan", "6"),
    _of("plans.least_cents", _K.CENTS, "the least amount of a month of a payment plan", "2000"),
    _of("plans.first_day_most", _K.DAYS, "within how many days the first amount is due", "31"),
    _of(
        "schedule.is_offered",
        _K.YES_NO,
        "whether customers may pay by an instalment schedule",
        "no",
    ),
    _of(
        "schedule.drift_percent",
        _K.PERCENT,
        "by how much an instalment has to move, besides the cents below, before others are proposed",
        "10",
    ),
    _of(
        "schedule.drift_cents",
        _K.CENTS,
        "by how much an instalment has to move before others are proposed",
        "500",
    ),
)
SETTINGS: Final = {each.key: each for each in _ALL}
