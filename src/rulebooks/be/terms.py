"""The Belgian rules as price terms: network, levies and VAT of a supply point.

What the supplier asks (fixed fee, energy, green certificates, injection) stands on its price card
and is not here. The social tariff is the exception: it replaces that card.
"""

from decimal import Decimal

from energycore.clocks import DayRange
from energycore.tariff import Term
from rulebooks.be.brussels import brussels_electricity
from rulebooks.be.connection import Category, Connection, Energy, MeterKind, Region
from rulebooks.be.federal import federal_terms
from rulebooks.be.flanders import flemish_electricity, flemish_gas
from rulebooks.be.social import social_terms
from rulebooks.be.wallonia import plain_gas, walloon_electricity
from rulebooks.dated_pieces import Scope

_NETWORKS = {
    ("flanders", "electricity"): flemish_electricity,
    ("wallonia", "electricity"): walloon_electricity,
    ("brussels", "electricity"): brussels_electricity,
    ("flanders", "gas"): flemish_gas,
    ("wallonia", "gas"): plain_gas,
    ("brussels", "gas"): plain_gas,
}


def build_terms(
    *,
    region: Region,
    operator: str,
    energy: Energy,
    category: Category,
    meter_kind: MeterKind,
    register_kinds: tuple[str, ...],
    domicile: bool = True,
    prosumer_kva: Decimal | None = None,
    mean_peak_w: int | None = None,
    subscribed_kva: Decimal | None = None,
    is_protected: bool = False,
    from_day: int,
    until_day: int,
    carry_forward: bool = False,
) -> list[Term]:
    """Return the terms of network and levies, VAT dated, over [from_day, until_day).

    region, operator    "flanders" with "fluvius_antwerpen" and so on, "wallonia" with "ores",
                        "brussels" with "sibelga": see `connection.OPERATORS`
    category            "residential" or "professional": decides on excise and VAT
    meter_kind          "digital", "electronic", "ferraris" or "gas"; a digital meter that does not
                        reach its operator is "electronic" to the grid
    register_kinds      the register kinds of the meter, injection included; "pic", "medium" and
                        "eco" together are the Walloon IMPACT tariff
    domicile            whether somebody is domiciled there (Flemish energy fund)
    prosumer_kva        power of the inverter of a meter that runs backwards, else None
    mean_peak_w         average monthly peak, used where no peak is given when charging
    subscribed_kva      power of the connection (Brussels)
    is_protected        a protected customer: the social tariff in place of card and grid
    carry_forward       for forecasts only: past its last known day a figure goes on, provisional

    Raises MissingParameter or ExpiredParameter naming key, day and file for a figure that is not
    known, ConnectionUnclear when the facts do not fit together.
    """
    connection = Connection(
        region=region,
        operator=operator,
        energy=energy,
        category=category,
        meter_kind=meter_kind,
        register_kinds=register_kinds,
        domicile=domicile,
        prosumer_kva=prosumer_kva,
        mean_peak_w=mean_peak_w,
        subscribed_kva=subscribed_kva,
        is_protected=is_protected,
    )
    scope = Scope(
        period=DayRange(from_day, until_day),
        vat_key=f"be.vat.{energy}.{category}",
        carry_forward=carry_forward,
    )
    if is_protected:
        return social_terms(scope, connection)
    network = _NETWORKS[region, energy]
    return [*network(scope, connection), *federal_terms(scope, connection)]
