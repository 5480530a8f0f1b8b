"""The customers of Plein Midi who pay a mensualité: a login for each, and a year settled bill by bill."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from kwartier.demo.generator.french_homes import FrenchHome
from kwartier.demo.generator.lateness import Lateness
from kwartier.demo.generator.places import FRENCH_PLACES
from kwartier.demo.generator.stories import Text

PRODUCT_KEY = "clair-midi"
_AIX, _MONTPELLIER, _TOULOUSE, _BORDEAUX = FRENCH_PLACES
# Their first year has not been settled yet.
_SINCE = date(2026, 2, 1)
_OFF_PEAK = "HC (22H30-6H30)"


@dataclass(frozen=True, slots=True)
class BilledHome(FrenchHome):
    """A customer whose years were invoiced, paid and settled here, and what there is to see.

    ``holder`` is who signs in, where it is not the customer; ``enterprise_number`` is a business's;
    ``thrift`` is what part of a fair guess the advances were set at; ``lateness``: the last advances
    are unpaid, and what came of it.
    """

    shows: Text = ""
    thrift: float = 1.0
    holder: str = ""
    enterprise_number: str = ""
    lateness: Lateness | None = None


def french_stories() -> tuple[BilledHome, ...]:
    """The stories, in the order in which they are listed; their positions follow the drawn homes'."""
    return (*_who_pays_in_time(), *_who_had_money_back(), *_who_pays_late(), *_who_objects())


def _who_pays_in_time() -> tuple[BilledHome, ...]:
    return (
        BilledHome(
            position=60,
            name="Camille Rossignolet",
            product_key=PRODUCT_KEY,
            login="camille",
            place=_MONTPELLIER,
            street="rue de la Fauvette",
            annual_kwh=2_900,
            kva=6,
            off_peak="",
            starts_on=date(2024, 4, 1),
            shows=_("option Base: an advance every month, two settlements, line by line"),
            thrift=0.9,
        ),
        BilledHome(
            position=61,
            name="Élodie Mésangeon",
            product_key=PRODUCT_KEY,
            login="elodie",
            place=_TOULOUSE,
            street="chemin des Alouettes",
            annual_kwh=7_400,
            kva=9,
            off_peak=_OFF_PEAK,
            starts_on=date(2024, 6, 1),
            shows=_("peak and off-peak hours: two settlements, and why they differ"),
            thrift=0.95,
        ),
        BilledHome(
            position=62,
            name="Théo Pinsonneau",
            product_key=PRODUCT_KEY,
            login="theo",
            place=_BORDEAUX,
            street="allée du Bouvreuil",
            annual_kwh=2_100,
            kva=6,
            off_peak="",
            starts_on=date(2024, 9, 1),
            ends_on=date(2026, 5, 16),
            shows=_("moved out in May: a final settlement"),
        ),
        BilledHome(
            position=63,
            name="Fournil des Hirondelles",
            product_key=PRODUCT_KEY,
            login="margaux",
            place=_AIX,
            street="avenue des Pinsons",
            annual_kwh=31_000,
            kva=36,
            off_peak=_OFF_PEAK,
            starts_on=date(2024, 5, 1),
            kind="business",
            shows=_("a business: bills with an e-invoice inside (Factur-X)"),
            holder="Margaux Chardonneret",
            enterprise_number="999999980",
        ),
    )


def _who_had_money_back() -> tuple[BilledHome, ...]:
    """Payments that came back."""
    return (
        BilledHome(
            position=70,
            name="Rozenn Bouvreuil",
            product_key=PRODUCT_KEY,
            login="rozenn",
            place=_BORDEAUX,
            street="rue du Merle",
            annual_kwh=3_100,
            kva=6,
            off_peak="",
            starts_on=_SINCE,
            shows=_("paid an invoice twice, asked for the money, and has it back"),
        ),
        BilledHome(
            position=71,
            name="Noémie Grivelet",
            product_key=PRODUCT_KEY,
            login="noemie",
            place=_TOULOUSE,
            street="avenue des Pinsons",
            annual_kwh=2_800,
            kva=6,
            off_peak="",
            starts_on=_SINCE,
            shows=_("the bank refused a collection: it comes once more"),
        ),
    )


def _who_pays_late() -> tuple[BilledHome, ...]:
    """People with reminders and plans."""
    return (
        BilledHome(
            position=72,
            name="Aline Chardonneret",
            product_key=PRODUCT_KEY,
            login="aline",
            place=_AIX,
            street="clos des Hirondelles",
            annual_kwh=2_600,
            kva=6,
            off_peak="",
            starts_on=_SINCE,
            shows=_("an advance of October is unpaid: a first reminder, and what can be done"),
            lateness=Lateness.FIRST,
        ),
        BilledHome(
            position=73,
            name="Jules Delacigogne",
            product_key=PRODUCT_KEY,
            login="jules",
            place=_MONTPELLIER,
            street="rue de la Fauvette",
            annual_kwh=4_800,
            kva=9,
            off_peak="",
            starts_on=_SINCE,
            shows=_("a second reminder, without costs: households pay for none"),
            lateness=Lateness.SECOND,
        ),
        BilledHome(
            position=74,
            name="Élise Merlebois",
            product_key=PRODUCT_KEY,
            login="elise",
            place=_BORDEAUX,
            street="allée du Bouvreuil",
            annual_kwh=3_900,
            kva=6,
            off_peak="",
            starts_on=_SINCE,
            shows=_("pays what was overdue in a plan"),
            lateness=Lateness.IN_PLAN,
        ),
    )


def _who_objects() -> tuple[BilledHome, ...]:
    """People who do not agree with an invoice, or with what a letter cost."""
    return (
        BilledHome(
            position=75,
            name="Mathieu Pinsonnet",
            product_key=PRODUCT_KEY,
            login="mathieu",
            place=_TOULOUSE,
            street="chemin des Alouettes",
            annual_kwh=3_400,
            kva=6,
            off_peak="",
            starts_on=_SINCE,
            shows=_("disputes an invoice: no reminder while we look into it"),
            lateness=Lateness.DISPUTED,
        ),
        BilledHome(
            position=76,
            name="Atelier Mésange",
            product_key=PRODUCT_KEY,
            login="baptiste",
            place=_AIX,
            street="rue du Merle",
            annual_kwh=12_500,
            kva=12,
            off_peak="",
            starts_on=_SINCE,
            shows=_(
                "a business that paid late: it asked back what a reminder cost, and an agent decides"
            ),
            kind="business",
            holder="Baptiste Du Rossignol",
            enterprise_number="999999972",
            lateness=Lateness.WAIVER,
        ),
    )
