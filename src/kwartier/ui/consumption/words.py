"""What the page of consumption says: the name of a period, the answer, and what it rests on."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from energycore.intervals import ValueState
from kwartier.billing.refusals import PriceNeedsQuarterHours
from kwartier.consumption.refusals import PricesNotKnown
from kwartier.consumption.types import Apart, Consumption, Part, Period, View
from kwartier.ui.formats import (
    format_day,
    format_energy,
    format_money,
    format_month,
    format_month_short,
    format_number,
    format_percent,
    format_weekday,
    format_weekday_short,
)

_NOTEWORTHY = 0.005
# What these say is meant for the customer; other refusals advise who keeps the prices.
_TOLD_TO_CUSTOMERS = (PriceNeedsQuarterHours.code, PricesNotKnown.code)


def name_period(period: Period, locale: str) -> str:
    """Such as October 2026, 2026, 5 March 2026, or the first and the last day."""
    if period.view == View.YEAR:
        return str(period.from_.year)
    if period.view == View.MONTH:
        return format_month(period.from_, locale)
    if period.view == View.DAY:
        return format_day(period.from_, locale)
    return _("%(first)s to %(last)s") % {
        "first": format_day(period.from_, locale),
        "last": format_day(period.last_day, locale),
    }


def name_part(part: Part, period: Period, locale: str) -> str:
    """The month or the day of a part, as a table names it."""
    if period.is_by_month:
        return format_month(part.from_, locale)
    return format_weekday(part.from_, locale)


def label_part(part: Part, period: Period, locale: str) -> str:
    """What stands under its bar; in a month under every fifth day."""
    if period.is_by_month:
        return format_month_short(part.from_, locale)
    if period.view == View.MONTH:
        return str(part.from_.day) if part.from_.day == 1 or part.from_.day % 5 == 0 else ""
    return format_weekday_short(part.from_, locale)


def say_used(consumption: Consumption, locale: str) -> str:
    """The answer: how much was used in the period, and compared to what."""
    told = {"period": name_period(consumption.period, locale)}
    used = consumption.offtake.wh
    if used is None:
        return _say_unknown(consumption, told, locale)
    told["volume"] = format_energy(used, locale)
    pairs = consumption.comparable
    earlier = sum(then.offtake.wh or 0 for _now, then in pairs)
    if not earlier:
        return _("%(period)s: you used %(volume)s.") % told
    change = sum(now.offtake.wh or 0 for now, _then in pairs) / earlier - 1
    told["percent"] = format_percent(abs(change), locale)
    if abs(change) < _NOTEWORTHY:
        return _("%(period)s: you used %(volume)s, as much as a year before.") % told
    if change < 0:
        return _("%(period)s: you used %(volume)s, %(percent)s less than a year before.") % told
    return _("%(period)s: you used %(volume)s, %(percent)s more than a year before.") % told


def _say_unknown(consumption: Consumption, told: dict[str, str], locale: str) -> str:
    if consumption.turns_back:
        return _(
            "Your solar panels turn your meter back, so it does not tell what you used day by day."
        )
    if consumption.known_from is None or consumption.known_until is None:
        return _("We cannot say yet what you used: that takes two readings of your meter.")
    if consumption.period.until <= consumption.known_from:
        told["day"] = format_day(consumption.known_from, locale)
        return _("%(period)s: nothing is known, your readings begin on %(day)s.") % told
    if consumption.period.from_ < consumption.known_until:
        return _say_hole(consumption, told, locale)
    told["day"] = format_day(consumption.known_until, locale)
    return _("%(period)s: nothing is known yet, your meter was last read on %(day)s.") % told


def _say_hole(consumption: Consumption, told: dict[str, str], locale: str) -> str:
    """Of days between others that are known: what a day's values come to where not all of them are told."""
    curve = consumption.detail.curve
    known = [slot.wh for slot in curve.slots if slot.wh is not None] if curve else []
    if not known:
        return _("%(period)s: nothing is known, your meter did not tell us this.") % told
    told["volume"] = format_energy(sum(known), locale)
    return _("%(period)s: you used %(volume)s in the hours that are known.") % told


def say_basis(consumption: Consumption) -> str:
    """What the answer rests on: days that lack, the split along the profile, what was compared."""
    said = []
    used = consumption.offtake
    if used.wh is None:
        return ""
    if not used.is_whole:
        told = {"known": used.known_days, "days": used.day_count}
        said.append(
            ngettext(
                "%(known)s of its %(days)s days is known, and only this one is counted.",
                "%(known)s of its %(days)s days are known, and only these are counted.",
                used.known_days,
            )
            % told
        )
    pairs = consumption.comparable
    if pairs and len(pairs) < len(consumption.parts):
        said.append(_("Only what is wholly known in both years is compared."))
    if used.state == ValueState.ESTIMATED and consumption.consents:
        said.append(
            _(
                "Striped is estimated: by the grid operator, or where your meter was read before and "
                "after and the load profile of your supply point shares out what it counted."
            )
        )
    elif used.state == ValueState.ESTIMATED:
        said.append(
            _(
                "Striped is estimated: your meter was read before and after, and the load profile of "
                "your supply point shares out what it counted."
            )
        )
    return " ".join(said)


def say_cost(consumption: Consumption, locale: str) -> str:
    """What it cost, by the prices and rules of the bill; empty where that cannot be said."""
    cents = consumption.cents
    if cents is None:
        return ""
    amount = format_money(sum(cents.values()), locale)
    if consumption.billed.is_whole and _is_shared(consumption):
        return _(
            "By your readings it cost %(amount)s, everything included: your load profile shares "
            "out what was read over the days."
        ) % {"amount": amount}
    if consumption.billed.is_whole:
        return _("It cost %(amount)s, everything included.") % {"amount": amount}
    if consumption.billed.known_days < consumption.offtake.known_days:
        # What was used is known sooner than what is billed: a bill waits for a reading.
        return _(
            "The days until your last reading cost %(amount)s, everything included; a bill rests on "
            "readings."
        ) % {"amount": amount}
    return _("The days that are known cost %(amount)s, everything included.") % {"amount": amount}


def _is_shared(consumption: Consumption) -> bool:
    """Whether what was used is known better than what it cost, day by day."""
    return (
        consumption.billed.state == ValueState.ESTIMATED
        and consumption.offtake.state < ValueState.ESTIMATED
    )


def say_base_load(consumption: Consumption, locale: str) -> str:
    """What is always on; of months that make a year also what a year of it comes to and costs.

    Empty where too few nights are known. A month says little of a year: heating, holidays.
    """
    load = consumption.detail.base_load
    if load is None:
        return ""
    told = {
        "watts": format_number(load.watts, locale),
        "year": format_energy(load.wh_per_year, locale),
    }
    if not consumption.period.is_by_month:
        return _("%(watts)s W were always on.") % told
    if load.year_cents is None:
        return _("%(watts)s W are always on: %(year)s a year.") % told
    told["amount"] = format_money(load.year_cents, locale, 0)
    return (
        _("%(watts)s W are always on: %(year)s a year, about %(amount)s of your yearly bill.")
        % told
    )


def say_apart(apart: Apart, locale: str) -> str:
    """Where detailed values and readings of the same days differ, and which one a bill rests on."""
    told = {
        "first": format_day(apart.from_, locale),
        "until": format_day(apart.until, locale),
        "detailed": format_energy(apart.intervals_wh, locale),
        "read": format_energy(apart.registers_wh, locale),
        "apart": format_energy(abs(apart.intervals_wh - apart.registers_wh), locale),
    }
    if apart.gives:
        return (
            _(
                "Given to the grid from %(first)s to %(until)s: your detailed values come to "
                "%(detailed)s, your readings to %(read)s. They are %(apart)s apart; a bill rests on "
                "the readings."
            )
            % told
        )
    return (
        _(
            "From %(first)s to %(until)s your detailed values come to %(detailed)s, your readings to "
            "%(read)s. They are %(apart)s apart; a bill rests on the readings."
        )
        % told
    )


def asks_supplier(consumption: Consumption) -> bool:
    """Whether only the supplier can mend why there are no euro, so that a customer is told whom to ask."""
    refusal = consumption.no_euro
    return refusal is not None and refusal.code not in _TOLD_TO_CUSTOMERS
