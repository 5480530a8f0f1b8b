"""Plein Midi: solar customers invoiced by the month, and customers with a mensualité and its bills."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from kwartier.billing.operations import propose_revisions
from kwartier.demo.generator import (
    french_bills,
    french_months,
    late,
    payments,
    people,
    prices,
    temperatures,
)
from kwartier.demo.generator.alerts import set_french_alerts
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.french_homes import PROFILE, START, SUN_SHARE, FrenchHome, draw_homes
from kwartier.demo.generator.french_stories import BilledHome, french_stories
from kwartier.demo.generator.last_days import Cast, list_mishaps, live_last_days
from kwartier.demo.generator.lateness import LatePayer, leaving_open
from kwartier.demo.generator.people import SECOND_AGENT, password_hash
from kwartier.demo.generator.purse import open_purse
from kwartier.demo.generator.readings import months_between
from kwartier.demo.generator.series import load_french_series
from kwartier.demo.generator.steps import list_collecting, take_in_order
from kwartier.demo.generator.stories import MAIL_DOMAIN
from kwartier.metering.operations import register_supply_points
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    Region,
    RegisterSpec,
    SupplyPointRow,
    SupplyPointSpec,
)
from kwartier.parties.operations.opening import AccountSpec, add_member, add_person, open_accounts
from kwartier.parties.types import AccountInfo, AccountKind, Role
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.supply.operations import load_contracts
from kwartier.supply.queries import get_contracts
from kwartier.supply.types import (
    BillingRhythm,
    ContractSpec,
    ContractTerms,
    CustomerCategory,
    EndReason,
)


def build_france(brand: BrandInfo, *, today: date) -> None:
    """Accounts, contracts, monthly readings, bills, people."""
    now = morning_of(today)
    cards = prices.publish_french_cards(brand, now=now)
    told = french_stories()
    homes: tuple[FrenchHome, ...] = (*draw_homes(), *told)
    accounts = open_accounts(
        [_account_spec(home) for home in homes], brand=brand, actor=SYSTEM, now=now
    )
    points = register_supply_points([_point_spec(home) for home in homes], brand_id=brand.id)
    ids = load_contracts(
        [
            _contract_spec(home, account, point, cards.of(home.product_key, home.starts_on))
            for home, account, point in zip(homes, accounts, points, strict=True)
        ],
        brand_id=brand.id,
        actor=SYSTEM,
        now=now,
    )
    for home, account in zip(homes, accounts, strict=True):
        if home.login:
            _add_person(brand, home, account)
    people.add_agent(brand, name="Inès Mésangier", language="fr", now=now)
    people.add_agent(brand, name="Yanis Fauvelle", language="fr", now=now, login=SECOND_AGENT)
    cast = _say_who_pays(brand, list(zip(homes, accounts, strict=True)), today=today)
    purse = open_purse(brand, opened_on=START)
    purse.leaves_open = leaving_open(cast.late, today=today)
    late.send_reminders(brand, today=today)
    for day in months_between(START, today):
        french_months.live_first_of_month(brand, day)
    signed = get_contracts(ids)
    billed = [(home, signed[number]) for home, number in zip(told, ids[-len(told) :], strict=True)]
    french_bills.read_to_the_end(brand, billed)
    monthly = next(place for place, home in enumerate(homes) if home.is_billed_in(today))
    french_bills.bill_months(signed[ids[monthly]], today=today)
    french_bills.offer_schedules(brand, today=today)
    issue = partial(french_bills.issue, brand)
    take_in_order(
        [
            *french_bills.list_billed_years(purse, billed, today=today),
            *list_collecting(purse, issue, today=today),
            *list_mishaps(purse, cast, today=today),
        ]
    )
    issue(today)
    people_with_contracts = [
        (home, account, signed[number])
        for home, account, number in zip(homes, accounts, ids, strict=True)
    ]
    temperatures.load_past(brand, today=today)
    load_french_series(brand, people_with_contracts, today=today)
    set_french_alerts(brand, people_with_contracts, today=today)
    propose_revisions(brand_id=brand.id, today=today, now=now)
    live_last_days(purse, cast, today=today)


def _say_who_pays(
    brand: BrandInfo, pairs: Sequence[tuple[FrenchHome, AccountInfo]], *, today: date
) -> Cast:
    """Bank accounts and mandates, who pays late, and whose payments go astray."""
    payments.say_creditor(brand, today=today)
    payments.know_accounts(brand, [account for _home, account in pairs], today=today)
    by_login = {home.login: account for home, account in pairs if home.login}
    payments.sign_mandates(by_login, days={}, today=today)
    drawn = [account for home, account in pairs if not home.login]
    signed = payments.sign_drawn(drawn, today=today)
    return Cast(
        plain=[account for account in drawn if account not in signed],
        late=[
            LatePayer(account, home.lateness)
            for home, account in pairs
            if isinstance(home, BilledHome) and home.lateness
        ],
        refused=by_login["noemie"],
        doubtful=signed[0] if signed else None,
        twice=by_login["rozenn"],
    )


def _add_person(brand: BrandInfo, home: FrenchHome, account: AccountInfo) -> None:
    person_id = add_person(
        brand=brand,
        email=account.email,
        name=(isinstance(home, BilledHome) and home.holder) or home.name,
        language="fr",
        password_hash=password_hash(),
    )
    add_member(account=account, person_id=person_id, role=Role.HOLDER)


def _account_spec(home: FrenchHome) -> AccountSpec:
    return AccountSpec(
        number=home.number,
        kind=AccountKind(home.kind),
        name=home.name,
        language="fr",
        email=f"{home.login}@{MAIL_DOMAIN}" if home.login else "",
        enterprise_number=home.enterprise_number if isinstance(home, BilledHome) else "",
        mailing_street=f"{home.position + 3} {home.street}",
        mailing_postal_code=home.place.postal_code,
        mailing_city=home.place.city,
    )


def _contract_spec(
    home: FrenchHome, account: AccountInfo, point: SupplyPointRow, card: prices.Card
) -> ContractSpec:
    is_business = home.kind == AccountKind.BUSINESS
    category = CustomerCategory.PROFESSIONAL if is_business else CustomerCategory.RESIDENTIAL
    is_billed = isinstance(home, BilledHome)
    return ContractSpec(
        account_id=account.id,
        supply_point_id=point.id,
        product_id=card.product_id,
        price_card_id=card.card_id,
        number=f"CF-{400_001 + home.position}",
        starts_on=home.starts_on,
        signed_on=home.starts_on - timedelta(days=25),
        ends_on=home.ends_on,
        ends_reason=EndReason.MOVE if home.ends_on else "",
        terms=ContractTerms(
            customer_category=category,
            billing_rhythm=BillingRhythm.YEARLY if is_billed else BillingRhythm.MONTHLY,
            settlement_month=home.starts_on.month,
            domicile=not is_business,
            subscribed_kva=Decimal(home.kva),
            off_peak_label=home.off_peak,
        ),
    )


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
