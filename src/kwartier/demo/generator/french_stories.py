"""The customers of Plein Midi who pay a mensualité: a login for each, and a year settled bill by bill."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from kwartier.demo.generator.french_homes import FrenchHome
from kwartier.demo.generator.places import FRENCH_PLACES
from kwartier.demo.generator.stories import Text

PRODUCT_KEY = "clair-midi"
_AIX, _MONTPELLIER, _TOULOUSE, _BORDEAUX = FRENCH_PLACES
_OFF_PEAK = "HC (22H30-6H30)"


@dataclass(frozen=True, slots=True)
class BilledHome(FrenchHome):
    """A customer whose years were invoiced, paid and settled here, and what there is to see.

    ``holder`` is who signs in, where it is not the customer; ``enterprise_number`` is a business's;
    ``thrift`` is what part of a fair guess the advances were set at.
    """

    shows: Text = ""
    thrift: float = 1.0
    holder: str = ""
    enterprise_number: str = ""


def french_stories() -> tuple[BilledHome, ...]:
    """The stories, in the order in which they are listed; their positions follow the drawn homes'."""
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
