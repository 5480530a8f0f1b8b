"""The page *What would I have paid*, ready for its template: the answer, what it rests on, a table."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kwartier.metering.types import RegisterKind
from kwartier.rebilling.types import Lack, LackKind, Offer, WouldHavePaid
from kwartier.ui.formats import format_day, format_energy, format_money
from kwartier.ui.tables import Cell, Column, Table

_LACKS: dict[LackKind, Promise] = {
    LackKind.READING: gettext_lazy("the meter was not read on %(day)s."),
    LackKind.NOT_SOLD: gettext_lazy("it has no price for %(day)s: it was not sold yet."),
    LackKind.REGISTER: gettext_lazy("it has no price for what your meter counts: %(what)s."),
    LackKind.INDEX: gettext_lazy("the index of its price is not known from %(day)s on."),
    LackKind.FIGURE: gettext_lazy(
        "a price of the network, or a levy, is not known from %(day)s on."
    ),
    LackKind.PROFILE: gettext_lazy("the load profile of %(day)s is not published."),
    LackKind.FACTS: gettext_lazy("%(what)s."),
    LackKind.QUARTER_PRICES: gettext_lazy(
        "its price by the quarter-hour is not known on %(count)s of these days, the first %(day)s."
    ),
    LackKind.QUARTER_HOURS: gettext_lazy(
        "what your meter counted by the quarter-hour is not known on %(count)s of these days, the "
        "first %(day)s."
    ),
    LackKind.CONSENT: gettext_lazy(
        "it needs your quarter-hours, and you have not consented to being advised from them."
    ),
    LackKind.QUARTER_HOURS_DIFFER: gettext_lazy(
        "what is known by the quarter-hour and what your meter was read at differ by %(energy)s."
    ),
}


@dataclass(frozen=True, slots=True)
class RebillingPage:
    """What the template shows of a `WouldHavePaid`: sentences, and one table."""

    found: WouldHavePaid
    answer: str
    basis: tuple[str, ...]
    table: Table
    lacks: tuple[tuple[str, tuple[str, ...]], ...]
    endings: tuple[str, ...]
    changes: tuple[str, ...]
    left_aside: str


def build_page(found: WouldHavePaid, locale: str) -> RebillingPage:
    """The page of an answer."""
    offers = (found.own, *found.offers)
    return RebillingPage(
        found=found,
        answer=_say_answer(found, locale),
        basis=tuple(_say_basis(found, locale)),
        table=would_have_paid_table(found, locale),
        lacks=tuple((_name(each), say_lacks(each, locale)) for each in offers if each.lacks),
        endings=tuple(
            _say_ending(each, locale) for each in found.offers if each.first_months_cents
        ),
        changes=tuple(_say_changes(found, locale)),
        left_aside=_say_left_aside(found),
    )


def _say_left_aside(found: WouldHavePaid) -> str:
    """Which parts of the customer's file are about somewhere else; empty where none are."""
    fields = [name for each in found.offers for name in each.left_aside]
    if not fields:
        return ""
    told = {"fields": ", ".join(fields)}
    return (
        _("Of your file only the prices count here; these parts were left aside: %(fields)s.")
        % told
    )


def would_have_paid_table(found: WouldHavePaid, locale: str) -> Table:
    """One row for each offer, the customer's own first."""
    has_advance = found.advance is not None
    columns = [
        Column(_("Product")),
        Column(_("In all, VAT included"), "money"),
        Column(_("Beside what you have")),
        Column(_("Of which energy and supply"), "money"),
        Column(_("Fixed fee of a year, as sold today"), "money"),
        *([Column(_("An even advance"), "money0")] if has_advance else []),
    ]
    rows = [_row(each, locale, has_advance=has_advance) for each in (found.own, *found.offers)]
    told = {"first": _first(found, locale), "last": _last(found, locale)}
    return Table(
        caption=_("From %(first)s to %(last)s on each product") % told,
        columns=tuple(columns),
        rows=tuple(rows),
    )


def _row(offer: Offer, locale: str, *, has_advance: bool) -> tuple[Cell, ...]:
    components, difference = offer.component_cents, offer.difference_cents
    beside: Cell = _("yours") if offer.is_own else None
    if difference is not None:
        beside = format_money(difference, locale, signed=True)
    cells: list[Cell] = [
        _name(offer),
        offer.total_cents,
        beside,
        None if components is None else components["energy"],
        offer.fee_year_cents,
    ]
    return (*cells, offer.advance_cents) if has_advance else tuple(cells)


def _name(offer: Offer) -> str:
    if offer.is_from_file:
        return offer.name or _("The card of your file")
    told = {"product": offer.name, "version": offer.card_version}
    return _("%(product)s, price card %(version)s") % told


def _say_answer(found: WouldHavePaid, locale: str) -> str:
    other, total = found.cheapest, found.own.total_cents
    told = {"first": _first(found, locale), "last": _last(found, locale)}
    if total is None:
        return _("What you have cannot be billed again from %(first)s to %(last)s.") % told
    told["own"] = format_money(total, locale)
    if other is None or other.difference_cents is None:
        return (
            _(
                "From %(first)s to %(last)s you paid %(own)s, and there is nothing to compare it with."
            )
            % told
        )
    if other.difference_cents >= 0:
        return (
            _(
                "You are better off where you are: from %(first)s to %(last)s you paid %(own)s, and "
                "nothing here would have cost less."
            )
            % told
        )
    told |= {"less": format_money(-other.difference_cents, locale), "name": _name(other)}
    return (
        _(
            "From %(first)s to %(last)s you would have paid %(less)s less than your %(own)s on %(name)s."
        )
        % told
    )


def _say_basis(found: WouldHavePaid, locale: str) -> list[str]:
    """What the answer rests on, sentence by sentence."""
    said = []
    own, billed = found.own.total_cents, found.billed_cents
    if billed is not None and billed == own:
        said.append(_("That is what your bills of these days came to."))
    elif billed is not None:
        told = {"billed": format_money(billed, locale)}
        said.append(_("Your bills of these days came to %(billed)s.") % told)
    if found.missing_days:
        said.append(
            ngettext(
                "%(days)s day before that is not known of you here.",
                "%(days)s days before that are not known of you here.",
                found.missing_days,
            )
            % {"days": found.missing_days}
        )
    if found.estimated_days:
        told = {"days": str(found.estimated_days), "count": str(found.day_count)}
        said.append(
            _(
                "What was used is estimated on %(days)s of the %(count)s days, and measured on the others."
            )
            % told
        )
    carried = [each for each in (found.own, *found.offers) if each.provisional_from]
    if carried:
        said.append(
            _("Some prices are not published yet and carried on: these amounts may change.")
        )
    return said


def say_lacks(offer: Offer, locale: str) -> tuple[str, ...]:
    """Why an offer has no amount."""
    return tuple(_say_lack(each, locale) for each in offer.lacks)


def _say_lack(lack: Lack, locale: str) -> str:
    kind = lack.what if lack.what in RegisterKind.values else None
    return str(_LACKS[lack.kind]) % {
        "day": format_day(lack.day, locale),
        "what": RegisterKind(kind).label if kind else lack.what,
        "count": lack.day_count,
        "energy": format_energy(abs(lack.difference_wh or 0), locale),
    }


def _say_ending(offer: Offer, locale: str) -> str:
    told = {
        "name": offer.name,
        "amount": format_money(-offer.first_months_cents, locale),
        "lasting": format_money(offer.lasting_cents or 0, locale),
        "months": offer.first_months,
    }
    if offer.first_months:
        return (
            ngettext(
                "%(name)s: %(amount)s of it is a discount of the first %(months)s month; without it, %(lasting)s.",
                "%(name)s: %(amount)s of it is a discount of the first %(months)s months; without it, %(lasting)s.",
                offer.first_months,
            )
            % told
        )
    return _("%(name)s: %(amount)s of it is given once; without it, %(lasting)s.") % told


def _say_changes(found: WouldHavePaid, locale: str) -> list[str]:
    """What a change would bring with it, besides the price."""
    until = found.contract.until
    said = [
        _("Your contract ends on %(day)s.") % {"day": format_day(until - timedelta(days=1), locale)}
        if until
        else _("Your contract has no end: you decide when it ends.")
    ]
    notice = found.notice
    if notice is None:
        said.append(_("Your contract says how long before its end you tell us."))
    elif notice.unit == "months":
        said.append(
            ngettext(
                "You may leave at any time, free of charge, with %(count)s month of notice.",
                "You may leave at any time, free of charge, with %(count)s months of notice.",
                notice.count,
            )
            % {"count": notice.count}
        )
    else:
        said.append(
            ngettext(
                "You may leave at any time, free of charge; a change takes %(count)s day at the most.",
                "You may leave at any time, free of charge; a change takes %(count)s days at the most.",
                notice.count,
            )
            % {"count": notice.count}
        )
    if found.advance is not None:
        told = {"amount": format_money(found.advance.amount_cents, locale)}
        said.append(
            _(
                "Your advance is %(amount)s today. On the day of a change your meter is read, what you "
                "used is settled against your advances, and the new advance begins."
            )
            % told
        )
    else:
        said.append(_("On the day of a change your meter is read, and what you used is billed."))
    return said


def _first(found: WouldHavePaid, locale: str) -> str:
    return format_day(found.from_, locale)


def _last(found: WouldHavePaid, locale: str) -> str:
    return format_day(found.until - timedelta(days=1), locale)
