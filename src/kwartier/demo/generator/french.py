"""Plein Midi: the three kinds of solar customer, with their contract pages and readings."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.utils.translation import gettext_lazy as _

from energycore.clocks import day_number
from kwartier.demo.generator import names, people, prices
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.energy import long_profile
from kwartier.demo.generator.homes import SEED
from kwartier.demo.generator.people import password_hash
from kwartier.demo.generator.places import FRENCH_PLACES, Place
from kwartier.demo.generator.readings import months_between
from kwartier.demo.generator.stories import MAIL_DOMAIN
from kwartier.metering.operations import load_operator_readings, register_supply_points
from kwartier.metering.queries import list_current_registers
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    OperatorReading,
    Region,
    RegisterKind,
    RegisterSpec,
    SupplyPointSpec,
)
from kwartier.parties.operations.opening import AccountSpec, add_member, add_person, open_accounts
from kwartier.parties.types import AccountKind, Role
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.supply.operations import load_contracts
from kwartier.supply.types import ContractSpec, ContractTerms

_COUNT = 36
_PROFILE = "fr.res1.demo"
_OFF_PEAK_SHARE = 0.36
# Real notations of the operator: one or two ranges, odd minutes.
_OFF_PEAK = ("HC (22H30-6H30)", "HC (1H28-6H58;13H58-16H28)", "HC (2H00-7H00;12H30-15H30)")
STORIES = (
    ("julien", "Julien Huppemont", "batterie-midi", _("virtual storage: contract page")),
    ("garance", "Garance Alouettin", "surplus-midi", _("surplus resale: contract page")),
    ("hugo", "Hugo Fauvelle", "vert-midi", _("green supply: contract page")),
)


@dataclass(frozen=True, slots=True)
class FrenchHome:
    """A household of Plein Midi."""

    position: int
    name: str
    product_key: str
    login: str
    place: Place
    street: str
    annual_kwh: int
    kva: int
    off_peak: str

    @property
    def code(self) -> str:
        """An invented PDL: 14 digits, the first ones of no operator."""
        return f"00990000{self.position:06d}"

    @property
    def kinds(self) -> tuple[RegisterKind, ...]:
        """Base, or peak and off-peak hours."""
        if self.off_peak:
            return (RegisterKind.PEAK_HOURS, RegisterKind.OFF_PEAK_HOURS)
        return (RegisterKind.BASE,)


def draw_homes() -> list[FrenchHome]:
    """The homes of this seed, the stories first."""
    homes = []
    for position in range(_COUNT):
        draw = np.random.default_rng([SEED, 77, position])
        told = STORIES[position] if position < len(STORIES) else None
        drawn = f"{draw.choice(names.FIRST_NAMES['fr'])} {draw.choice(names.LAST_NAMES['fr'])}"
        homes.append(
            FrenchHome(
                position=position,
                name=told[1] if told else drawn,
                product_key=told[2] if told else list(prices.FRENCH_PRODUCTS)[position % 3],
                login=told[0] if told else "",
                place=FRENCH_PLACES[int(draw.integers(len(FRENCH_PLACES)))],
                street=str(draw.choice(names.STREETS["fr"])),
                annual_kwh=int(np.clip(draw.lognormal(8.4, 0.35), 1_500, 14_000)),
                kva=int(draw.choice((6, 9, 12))),
                off_peak=_OFF_PEAK[position % 3] if position % 4 != 2 else "",
            )
        )
    return homes


def build_france(brand: BrandInfo, *, today: date) -> None:
    """Accounts, contracts, monthly readings, people."""
    now = morning_of(today)
    cards = prices.publish_french_cards(brand, now=now)
    homes = draw_homes()
    accounts = open_accounts(
        [
            AccountSpec(
                number=f"P-{300_001 + home.position}",
                kind=AccountKind.HOUSEHOLD,
                name=home.name,
                language="fr",
                email=f"{home.login}@{MAIL_DOMAIN}" if home.login else "",
                mailing_street=f"{home.position + 3} {home.street}",
                mailing_postal_code=home.place.postal_code,
                mailing_city=home.place.city,
            )
            for home in homes
        ],
        brand=brand,
        actor=SYSTEM,
        now=now,
    )
    points = register_supply_points([_point_spec(home) for home in homes], brand_id=brand.id)
    start = date(2024, 3, 1)
    load_contracts(
        [
            ContractSpec(
                account_id=account.id,
                supply_point_id=point.id,
                product_id=cards.of(home.product_key, start).product_id,
                price_card_id=cards.of(home.product_key, start).card_id,
                number=f"CF-{400_001 + home.position}",
                starts_on=start,
                signed_on=start - timedelta(days=25),
                terms=ContractTerms(
                    settlement_month=3,
                    subscribed_kva=Decimal(home.kva),
                    off_peak_label=home.off_peak,
                ),
            )
            for home, account, point in zip(homes, accounts, points, strict=True)
        ],
        brand_id=brand.id,
        actor=SYSTEM,
        now=now,
    )
    _load_readings(brand, homes, [point.id for point in points], start=start, today=today)
    for home, account in zip(homes, accounts, strict=True):
        if home.login:
            person_id = add_person(
                brand=brand,
                email=account.email,
                name=home.name,
                language="fr",
                password_hash=password_hash(),
            )
            add_member(account=account, person_id=person_id, role=Role.HOLDER)
    people.add_agent(brand, name="Inès Mésangier", language="fr", now=now)


def _point_spec(home: FrenchHome) -> SupplyPointSpec:
    return SupplyPointSpec(
        code=home.code,
        energy=Energy.ELECTRICITY,
        country="FR",
        region=Region.FRANCE,
        grid_operator=home.place.grid_operator,
        profile_key=_PROFILE,
        timezone_name="Europe/Paris",
        street=home.street,
        house_number=str(home.position + 3),
        postal_code=home.place.postal_code,
        city=home.place.city,
        has_production=home.product_key != "vert-midi",
        production_kva=Decimal("6.00") if home.product_key != "vert-midi" else None,
        meters=(
            MeterSpec(
                serial=f"LK{home.position:010d}",
                kind=MeterKind.LINKY,
                installed_from=date(2019, 5, 1),
                registers=tuple(RegisterSpec(kind=kind, dials=6) for kind in home.kinds),
            ),
        ),
    )


def _load_readings(
    brand: BrandInfo, homes: list[FrenchHome], point_ids: list[int], *, start: date, today: date
) -> None:
    ids = {
        (row.supply_point_id, row.kind): row.id for row in list_current_registers(point_ids, today)
    }
    days = list(months_between(start, today))
    at = np.array([day_number(day) for day in days])
    grown = long_profile(_PROFILE).cumulative_at(at) - long_profile(_PROFILE).cumulative_at(
        int(at[0])
    )
    loaded = []
    for home, point_id in zip(homes, point_ids, strict=True):
        shares = (1 - _OFF_PEAK_SHARE, _OFF_PEAK_SHARE) if home.off_peak else (1.0,)
        for kind, share in zip(home.kinds, shares, strict=True):
            indexes = 1_000 + 37 * home.position + np.floor(grown * home.annual_kwh * share)
            loaded += [
                OperatorReading(
                    register_id=ids[point_id, kind],
                    read_on=day,
                    index_value=int(index),
                    closes_period=day.month == start.month,
                )
                for day, index in zip(days, indexes, strict=True)
            ]
    load_operator_readings(loaded, brand_id=brand.id, now=morning_of(today))
