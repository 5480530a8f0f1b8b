"""Where the invented customers live: real towns with their grid operator, invented streets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A town, its region and operator, and the language its customers mostly speak."""

    postal_code: str
    city: str
    region: str
    grid_operator: str
    language: str

    @property
    def tariffs_from_2025(self) -> bool:
        """Whether the operator was merged in 2025 and has no tariffs of its own before."""
        return self.grid_operator in _MERGED_IN_2025


_MERGED_IN_2025 = {
    "fluvius_halle_vilvoorde",
    "fluvius_kempen",
    "fluvius_midden_vlaanderen",
    "fluvius_zenne_dijle",
}

BELGIAN_PLACES = (
    Place("2000", "Antwerpen", "flanders", "fluvius_antwerpen", "nl"),
    Place("9000", "Gent", "flanders", "fluvius_imewo", "nl"),
    Place("3500", "Hasselt", "flanders", "fluvius_limburg", "nl"),
    Place("8000", "Brugge", "flanders", "fluvius_west", "nl"),
    Place("3000", "Leuven", "flanders", "fluvius_zenne_dijle", "nl"),
    Place("2300", "Turnhout", "flanders", "fluvius_kempen", "nl"),
    Place("5000", "Namur", "wallonia", "ores", "fr"),
    Place("4000", "Liège", "wallonia", "resa", "fr"),
    Place("6000", "Charleroi", "wallonia", "ores", "fr"),
    Place("4700", "Eupen", "wallonia", "ores", "de"),
    Place("1030", "Schaerbeek", "brussels", "sibelga", "fr"),
    Place("1000", "Brussel", "brussels", "sibelga", "nl"),
)

FRENCH_PLACES = (
    Place("13100", "Aix-en-Provence", "france", "enedis", "fr"),
    Place("34000", "Montpellier", "france", "enedis", "fr"),
    Place("31000", "Toulouse", "france", "enedis", "fr"),
    Place("33000", "Bordeaux", "france", "enedis", "fr"),
)
