"""What the Belgian rules ask about a supply point: the words of `build_terms`, checked."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from energycore.tariff import INJECTION_KINDS
from rulebooks.unclear import FactsUnclear

Region = Literal["flanders", "wallonia", "brussels"]
Energy = Literal["electricity", "gas"]
Category = Literal["residential", "professional"]
MeterKind = Literal["digital", "electronic", "ferraris", "gas"]
Voltage = Literal["low", "medium", "high"]

OPERATORS: dict[str, tuple[str, ...]] = {
    "flanders": (
        "fluvius_antwerpen",
        "fluvius_halle_vilvoorde",
        "fluvius_imewo",
        "fluvius_kempen",
        "fluvius_limburg",
        "fluvius_midden_vlaanderen",
        "fluvius_west",
        "fluvius_zenne_dijle",
    ),
    "wallonia": ("ores", "resa", "aieg", "aiesh", "rew"),
    "brussels": ("sibelga",),
}
"""The grid operators of each region, as their parameter keys name them."""

IMPACT = ("pic", "medium", "eco")
"""The registers of the Walloon IMPACT tariff: all three, in place of day and night."""

OFFTAKE = ("total", "day", "night", "exclusive_night", *IMPACT)
"""The offtake registers of Belgian meters."""


class ConnectionUnclear(FactsUnclear):
    """The Belgian rules cannot be chosen for a supply point; `code` says which fact is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A supply point as the rules see it; the fields are those of `build_terms`."""

    region: Region
    operator: str
    energy: Energy
    category: Category
    meter_kind: MeterKind
    register_kinds: tuple[str, ...]
    domicile: bool
    prosumer_kva: Decimal | None
    mean_peak_w: int | None
    subscribed_kva: Decimal | None
    is_protected: bool

    def __post_init__(self) -> None:
        """Raise ConnectionUnclear for an operator, a register or a mix that does not exist."""
        known = OPERATORS.get(self.region)
        if known is None:
            regions = ", ".join(OPERATORS)
            what = f"no region {self.region}, only {regions}"
            raise ConnectionUnclear("no_region", what, region=self.region, known=regions)
        if self.operator not in known:
            operators = ", ".join(known)
            raise ConnectionUnclear(
                "no_operator",
                f"no operator {self.operator} in {self.region}, only {operators}",
                operator=self.operator,
                region=self.region,
                known=operators,
            )
        meters = ", ".join(get_args(MeterKind))
        if self.meter_kind not in get_args(MeterKind):
            what = f"no meter {self.meter_kind}, only {meters}"
            raise ConnectionUnclear("no_meter", what, meter=self.meter_kind, known=meters)
        if self.is_protected and self.category != "residential":
            what = "only a household can be a protected customer"
            raise ConnectionUnclear("protected_business", what)
        self._check_registers()

    def _check_registers(self) -> None:
        unknown = set(self.register_kinds) - set(OFFTAKE) - set(INJECTION_KINDS)
        if unknown or not self.register_kinds:
            told = ", ".join(self.register_kinds)
            what = f"register kinds {list(self.register_kinds)}"
            raise ConnectionUnclear("no_such_registers", what, registers=told)
        injects = bool(set(self.register_kinds) & set(INJECTION_KINDS))
        if injects and self.prosumer_kva:
            what = "a meter that runs backwards has no injection register"
            raise ConnectionUnclear("backwards_with_injection", what)
        offtake = set(self.register_kinds) & set(OFFTAKE)
        has_impact = self.region == "wallonia" and offtake == set(IMPACT)
        if offtake & set(IMPACT) and not (has_impact and self.has_digital_meter):
            slots = ", ".join(IMPACT)
            raise ConnectionUnclear(
                "impact_registers",
                "the IMPACT tariff asks a digital meter in Wallonia with the three registers "
                f"{slots} and no other",
                known=slots,
            )

    @property
    def has_impact(self) -> bool:
        """Whether the grid charges it by the slots of the Walloon IMPACT tariff."""
        return self.has(*IMPACT)

    @property
    def has_digital_meter(self) -> bool:
        """Whether the operator reads peaks from it."""
        return self.meter_kind == "digital"

    def has(self, *kinds: str) -> bool:
        """Whether the meter has a register of one of the kinds."""
        return bool(set(kinds) & set(self.register_kinds))
