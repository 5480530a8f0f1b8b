"""The named customers of the demonstration: a login per story, listed where people sign in.

Each story overrides what the seed would have drawn, so that every state of the product has a
customer who is in it on the demonstration's first day, 21 November 2026.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kwartier.demo.generator.homes import Home, Point, RegisterPlan, draw_home, ean_of
from kwartier.demo.generator.lateness import Lateness
from kwartier.demo.generator.places import BELGIAN_PLACES, Place

Text = str | Promise

FIRST_TODAY = date(2026, 11, 21)
PASSWORD = "kwartier-demo-2026"  # noqa: S105 - printed by `make demo`, for invented people only
AGENT_TOTP_SECRET = "KWARTIERDEMOKWARTIERDEMOKWARTIER"  # noqa: S105 - the same
MAIL_DOMAIN = "voorbeeld.example"


class Situation(StrEnum):
    """In which state of the advance a customer is on the first day."""

    FREE = "free"
    CHANGED = "changed"
    NEXT_IS_SETTLEMENT = "next_is_settlement"
    ENDS_SOON = "ends_soon"
    UNPAID = "unpaid"
    TOO_SHORT = "too_short"
    SEVERAL = "several"
    VACANT = "vacant"
    MONTHLY = "monthly"
    PROTECTED = "protected"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Story:
    """A customer with a login: who, in which state, and what there is to see.

    ``has_bills``: the years before were invoiced, paid and settled here, bill by bill; those of
    everybody else are taken over as figures. ``product`` names one that is not drawn. ``lateness``:
    the last advances are unpaid, and what came of it.
    """

    login: str
    home: Home
    situation: Situation
    shows: Text
    has_bills: bool = False
    product: str = ""
    lateness: Lateness | None = None

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.login}@{MAIL_DOMAIN}"

    @property
    def number(self) -> str:
        """The number of the customer account."""
        return self.home.number


def _place(city: str) -> Place:
    return next(place for place in BELGIAN_PLACES if place.city == city)


def _electricity(
    position: int,
    city: str,
    kwh: int,
    *kinds: str,
    meter: str = "digital",
    pv_kwp: float = 0.0,
    slot: int = 0,
) -> Point:
    dials = 6 if meter == "digital" else 5
    return Point(
        position=position * 4 + slot,
        code=ean_of(position * 4 + slot),
        energy="electricity",
        profile_key=f"rlp0n.{_place(city).region}",
        annual_wh=kwh * 1000,
        meter_kind=meter,
        registers=tuple(
            RegisterPlan(kind, dials, 4_000 + 731 * (position % 50) + 9_000 * order)
            for order, kind in enumerate(kinds)
        ),
        pv_kwp=pv_kwp,
    )


def _gas(position: int, kwh: int) -> Point:
    return Point(
        position=position * 4 + 1,
        code=ean_of(position * 4 + 1),
        energy="gas",
        profile_key="gas.demo",
        annual_wh=kwh * 1000,
        meter_kind="gas",
        registers=(RegisterPlan("total", 5, 3_200 + 211 * (position % 50)),),
    )


def _home(
    position: int,
    name: str,
    city: str,
    *points: Point,
    language: str,
    settlement_month: int,
    kind: str = "household",
) -> Home:
    place = _place(city)
    return replace(
        draw_home(position),
        name=name,
        kind=kind,
        language=language,
        place=place,
        points=points,
        settlement_month=settlement_month,
        reads_own_meter=True,
        temperament=0.05,
    )


_DAY_NIGHT = ("day", "night")
_WITH_INJECTION = ("day", "night", "injection_day", "injection_night")


def belgian_stories() -> list[Story]:
    """The stories of Merel, in the order in which they are listed."""
    return [*_who_may_change(), *_who_may_not(), *_special_homes(), *_who_pays_otherwise()]


def _who_may_change() -> list[Story]:
    """People for whom the slider is free."""
    return [
        Story(
            "nadia",
            _home(900, "Nadia Merlebois", "Schaerbeek",
                  _electricity(900, "Schaerbeek", 3_150, "total"),
                  language="fr", settlement_month=4),
            Situation.FREE,
            _("moves the slider, and pays by direct debit: a mandate to change or to stop"),
        ),
        Story(
            "jef",
            _home(901, "Jef Vinkenier", "Antwerpen",
                  _electricity(901, "Antwerpen", 3_700, *_DAY_NIGHT), _gas(901, 16_500),
                  language="nl", settlement_month=5),
            Situation.FREE,
            _("electricity and gas; stopped a direct debit, and may sign another"),
        ),
        Story(
            "noor",
            _home(908, "Noor Van Zwaluwen", "Brugge",
                  _electricity(908, "Brugge", 4_800, *_WITH_INJECTION, pv_kwp=4.2), _gas(908, 11_000),
                  language="nl", settlement_month=4),
            Situation.FREE,
            _("solar panels and a digital meter: injection is credited"),
        ),
        Story(
            "mila",
            _home(914, "Mila Wielewaal", "Antwerpen",
                  _electricity(914, "Antwerpen", 4_300, *_WITH_INJECTION, pv_kwp=3.1),
                  language="nl", settlement_month=10),
            Situation.FREE,
            _("two settlements, line by line, and why they differ"),
            has_bills=True,
        ),
        Story(
            "lotte",
            _home(915, "Lotte Grasmus", "Gent",
                  _electricity(915, "Gent", 3_600, "total"),
                  language="nl", settlement_month=10),
            Situation.FREE,
            _("discounts for direct debit and loyalty, and why they count"),
            has_bills=True,
            product="trouw",
        ),
        Story(
            "sarah",
            _home(913, "Boulangerie Alouette", "Charleroi",
                  *(_electricity(913 + row * 1000, "Charleroi", 4_000 + 650 * row, *_DAY_NIGHT)
                    for row in range(40)),
                  language="fr", settlement_month=1, kind="business"),
            Situation.FREE,
            _("a business with 40 supply points: an account statement for each EAN"),
        ),
    ]  # fmt: skip


def _who_may_not() -> list[Story]:
    """People whom the web refuses, each for a reason of A2."""
    return [
        Story(
            "lucie",
            _home(902, "Lucie Pinsonnet", "Namur",
                  _electricity(902, "Namur", 2_900, "total", meter="electronic"),
                  language="fr", settlement_month=3),
            Situation.CHANGED,
            _("already changed the advance in this period"),
        ),
        Story(
            "stijn",
            _home(903, "Stijn Lijsterman", "Gent",
                  _electricity(903, "Gent", 3_300, *_DAY_NIGHT),
                  language="nl", settlement_month=12),
            Situation.NEXT_IS_SETTLEMENT,
            _("the next invoice is the settlement"),
        ),
        Story(
            "olivier",
            _home(904, "Olivier Delhirondelle", "Liège",
                  _electricity(904, "Liège", 4_100, "day", "night", meter="electronic"),
                  language="fr", settlement_month=6),
            Situation.ENDS_SOON,
            _("the contract ends in three weeks"),
        ),
        Story(
            "hanne",
            _home(905, "Hanne De Koolmees", "Hasselt",
                  _electricity(905, "Hasselt", 2_600, "total"),
                  language="nl", settlement_month=2),
            Situation.UNPAID,
            _("an advance of October is unpaid: a first reminder, and what can be done"),
            lateness=Lateness.FIRST,
        ),
        Story(
            "ines",
            _home(906, "Inès Du Rossignol", "Schaerbeek",
                  _electricity(906, "Schaerbeek", 2_100, "total"),
                  language="fr", settlement_month=10),
            Situation.TOO_SHORT,
            _("moved in five weeks ago: too little is known"),
        ),
        Story(
            "bram",
            _home(907, "Bram Spechtinck", "Leuven",
                  _electricity(907, "Leuven", 3_900, *_DAY_NIGHT),
                  language="nl", settlement_month=7),
            Situation.SEVERAL,
            _("pays what was overdue in a plan, and changed the advance already"),
            lateness=Lateness.IN_PLAN,
        ),
    ]  # fmt: skip


def _special_homes() -> list[Story]:
    """Homes that are unlike the others."""
    return [
        Story(
            "damien",
            _home(909, "Damien Grivelet", "Charleroi",
                  _electricity(909, "Charleroi", 5_600, "total", meter="ferraris", pv_kwp=3.6),
                  language="fr", settlement_month=1),
            Situation.FREE,
            _("solar panels and a meter that runs backwards"),
        ),
        Story(
            "klara",
            _home(910, "Klara Amselfeld", "Eupen",
                  _electricity(910, "Eupen", 5_200, "day", "night", "exclusive_night", meter="electronic"),
                  language="de", settlement_month=9),
            Situation.FREE,
            _("in German, with an exclusive-night register"),
        ),
        Story(
            "amelia",
            _home(911, "Amelia Wrenfield", "Brussel",
                  _electricity(911, "Brussel", 2_400, "total"),
                  language="en", settlement_month=8),
            Situation.MONTHLY,
            _("billed monthly on actual consumption"),
        ),
        Story(
            "wim",
            _home(916, "Drukkerij Zanglijster", "Gent",
                  _electricity(916, "Gent", 21_000, *_DAY_NIGHT),
                  language="nl", settlement_month=11, kind="business"),
            Situation.MONTHLY,
            _("a business billed each month on what it used, with the peaks of its months"),
        ),
        Story(
            "gijs",
            _home(912, "Gijs Winterkoning", "Turnhout",
                  _electricity(912, "Turnhout", 1_500, "total"),
                  language="nl", settlement_month=4),
            Situation.VACANT,
            _("a second home that stands vacant"),
        ),
        Story(
            "yasmina",
            _home(930, "Yasmina Tarier", "Schaerbeek",
                  _electricity(930, "Schaerbeek", 2_700, "total"),
                  language="fr", settlement_month=9),
            Situation.PROTECTED,
            _("the social tariff, and a bill before it and one with it"),
            has_bills=True,
        ),
        Story(
            "anneke",
            _home(931, "Anneke Roodstaart", "Gent",
                  _electricity(931, "Gent", 3_400, "total"),
                  language="nl", settlement_month=8),
            Situation.CORRECTED,
            _("a corrected bill: the credit note, the new bill, and what changed"),
            has_bills=True,
        ),
    ]  # fmt: skip


def _who_pays_otherwise() -> list[Story]:
    """Payments that go astray, and people who pay late."""
    return [
        Story(
            "famke",
            _home(940, "Famke Vinkenier", "Gent",
                  _electricity(940, "Gent", 3_050, "total"),
                  language="nl", settlement_month=6),
            Situation.FREE,
            _("paid an invoice twice, asked for the money, and has it back"),
        ),
        Story(
            "stien",
            _home(941, "Stien Kievitsma", "Brugge",
                  _electricity(941, "Brugge", 3_500, "total"),
                  language="nl", settlement_month=5),
            Situation.UNPAID,
            _("the bank refused a collection: it comes once more"),
        ),
        Story(
            "uwe",
            _home(942, "Uwe Finkenstein", "Eupen",
                  _electricity(942, "Eupen", 3_900, "total"),
                  language="de", settlement_month=6),
            Situation.UNPAID,
            _("in German: a second reminder, with its cost"),
            lateness=Lateness.SECOND,
        ),
        Story(
            "malika",
            _home(943, "Malika Tarier", "Charleroi",
                  _electricity(943, "Charleroi", 2_300, "total"),
                  language="fr", settlement_month=5),
            Situation.PROTECTED,
            _("the social tariff and an unpaid advance: reminders without costs"),
            lateness=Lateness.SECOND,
        ),
        Story(
            "gilles",
            _home(944, "Gilles Bouvreuil", "Liège",
                  _electricity(944, "Liège", 4_200, "total"),
                  language="fr", settlement_month=7),
            Situation.UNPAID,
            _("disputes an invoice: no reminder while we look into it"),
            lateness=Lateness.DISPUTED,
        ),
        Story(
            "zeger",
            _home(945, "Zeger Van den Wulp", "Antwerpen",
                  _electricity(945, "Antwerpen", 3_300, "total"),
                  language="nl", settlement_month=6),
            Situation.UNPAID,
            _("a payment plan that was not kept"),
            lateness=Lateness.PLAN_BROKEN,
        ),
        Story(
            "roos",
            _home(946, "Roos Winterkoning", "Gent",
                  _electricity(946, "Gent", 4_600, "total"),
                  language="nl", settlement_month=5),
            Situation.FREE,
            _("paid late, and asked back what the reminders cost"),
            lateness=Lateness.WAIVER,
        ),
    ]  # fmt: skip
