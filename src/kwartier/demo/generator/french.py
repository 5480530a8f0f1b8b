"""Plein Midi: the three kinds of solar customer, with their contracts, readings and invoices."""

from datetime import date, timedelta
from decimal import Decimal

from kwartier.demo.generator import french_months, people, prices
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.french_homes import PROFILE, START, SUN_SHARE, FrenchHome, draw_homes
from kwartier.demo.generator.people import password_hash
from kwartier.demo.generator.readings import months_between
from kwartier.demo.generator.stories import MAIL_DOMAIN
from kwartier.metering.operations import register_supply_points
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    Region,
    RegisterSpec,
    SupplyPointSpec,
)
from kwartier.parties.operations.opening import AccountSpec, add_member, add_person, open_accounts
from kwartier.parties.types import AccountKind, Role
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.supply.operations import load_contracts
from kwartier.supply.types import BillingRhythm, ContractSpec, ContractTerms


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
    load_contracts(
        [
            ContractSpec(
                account_id=account.id,
                supply_point_id=point.id,
                product_id=cards.of(home.product_key, START).product_id,
                price_card_id=cards.of(home.product_key, START).card_id,
                number=f"CF-{400_001 + home.position}",
                starts_on=START,
                signed_on=START - timedelta(days=25),
                terms=ContractTerms(
                    billing_rhythm=BillingRhythm.MONTHLY,
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
    for day in months_between(START, today):
        french_months.live_first_of_month(brand, day)
    french_months.pay(brand, today)
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
        profile_key=PROFILE,
        timezone_name="Europe/Paris",
        street=home.street,
        house_number=str(home.position + 3),
        postal_code=home.place.postal_code,
        city=home.place.city,
        injection_profile_key=SUN_SHARE if home.has_panels else "",
        has_production=home.has_panels,
        production_kva=Decimal(home.kva) if home.has_panels else None,
        meters=(
            MeterSpec(
                serial=f"LK{home.position:010d}",
                kind=MeterKind.LINKY,
                installed_from=date(2019, 5, 1),
                registers=tuple(RegisterSpec(kind=kind, dials=6) for kind in home.kinds),
            ),
        ),
    )
