"""Writes the demonstration through the rooms' own operations, in bulk where there is a bulk one."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from kwartier.demo.generator import (
    advances,
    alerts,
    brands,
    delivery,
    french,
    labels,
    last_days,
    late,
    payments,
    people,
    prices,
    promises,
    readings,
    runs,
    series,
    stories,
    temperatures,
    turns,
    voices,
)
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of, period_start
from kwartier.demo.generator.homes import GAS_CALORIFIC_MICRO_KWH_PER_M3, Home, Point, draw_homes
from kwartier.demo.generator.last_days import Cast
from kwartier.demo.generator.lateness import LatePayer, leaving_open
from kwartier.demo.generator.prices import Cards
from kwartier.demo.generator.purse import open_purse
from kwartier.demo.generator.steps import Rank, Step
from kwartier.demo.generator.stories import Situation, Story
from kwartier.metering.operations import register_supply_points
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    Region,
    RegisterKind,
    RegisterSpec,
    SupplyPointRow,
    SupplyPointSpec,
)
from kwartier.parties.operations.opening import AccountSpec, open_accounts
from kwartier.parties.types import AccountInfo, AccountKind
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.supply.operations import follow_mandates, load_contracts
from kwartier.supply.queries import get_contracts
from kwartier.supply.types import (
    BillingRhythm,
    ContractSpec,
    ContractTerms,
    CustomerCategory,
    EndReason,
)
from kwartier.support.operations import sync_articles

HOME_COUNT = 260
_MEAN_PEAK_W = 4_300
# Longer ago than the first invoice of the demonstration.
_BANK_SINCE = timedelta(days=1_000)
_INSTALLED = date(2021, 3, 1)


def build_demonstration(*, today: date = stories.FIRST_TODAY, home_count: int = HOME_COUNT) -> None:
    """Write both brands with everything that their customers lived through until ``today``."""
    merel, plein_midi = brands.create_brands(today=today)
    sync_articles()
    customers = build_belgium(merel, today=today, home_count=home_count)
    voices.raise_voices(merel, customers, today=today)
    delivery.allow_email(plein_midi, today=today)
    french.build_france(plein_midi, today=today)
    delivery.deliver_the_past(plein_midi, [], today=today)


def build_belgium(brand: BrandInfo, *, today: date, home_count: int) -> list[Customer]:
    """Merel: prices, homes, people, contracts, readings, advances, bills and how they came."""
    now = morning_of(today)
    cards = prices.publish_belgian_cards(brand, now=now)
    told = stories.belgian_stories()
    pairs: list[tuple[Home, Story | None]] = [(story.home, story) for story in told]
    pairs += [(home, None) for home in draw_homes(home_count)]
    accounts = open_accounts(
        [_account_spec(home, story) for home, story in pairs], brand=brand, actor=SYSTEM, now=now
    )
    points = [(home, story, point) for home, story in pairs for point in home.points]
    registered = register_supply_points(
        [_point_spec(home, story, point, today) for home, story, point in points], brand_id=brand.id
    )
    by_code = {row.code: row for row in registered}
    customers = _sign(brand, pairs, accounts, by_code, cards, today=today)
    people.add_people(brand, customers, now=now)
    cast = _say_who_pays(brand, customers, today=today)
    purse = open_purse(brand, opened_on=today - _BANK_SINCE)
    purse.leaves_open = leaving_open(cast.late, today=today)
    billed_on = runs.run_day(today)
    readings.load_readings(brand, customers, today=today, delivered_by=billed_on)
    turns.protect_households(customers, today=today)
    late.send_reminders(brand, today=today)
    advances.open_advances(purse, cast, customers, today=today)
    turns.correct_bills(brand, customers)
    billing = partial(runs.bill_by_run, brand, customers, today=today)
    run = Step(billed_on, Rank.ISSUE, billing)
    last_days.live_last_days(purse, cast, today=today, happens=[run])
    readings.load_late_readings(brand, customers, today=today, after=billed_on)
    temperatures.load_past(brand, today=today)
    series.load_belgian_series(brand, customers, today=today)
    alerts.set_belgian_alerts(brand, customers, today=today)
    labels.label_supply_points(customers, today=today)
    delivery.deliver_the_past(brand, customers, today=today)
    return customers


def _say_who_pays(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> Cast:
    """Bank accounts and mandates, and what prices hang on them, before the first bill is made."""
    payments.say_creditor(brand, today=today)
    payments.know_accounts(brand, [each.account for each in customers], today=today)
    by_login = {each.story.login: each.account for each in customers if each.story is not None}
    payments.sign_mandates(by_login, days=promises.list_signing_days(customers), today=today)
    drawn = [each.account for each in customers if each.story is None]
    signed = payments.sign_drawn(drawn, today=today)
    follow_mandates(brand_id=brand.id, today=today, now=morning_of(today))
    return Cast(
        plain=[account for account in drawn if account not in signed],
        late=[
            LatePayer(each.account, each.story.lateness)
            for each in customers
            if each.story is not None and each.story.lateness
        ],
        refused=by_login["stien"],
        doubtful=signed[0] if signed else None,
        twice=by_login["famke"],
    )


def _account_spec(home: Home, story: Story | None) -> AccountSpec:
    return AccountSpec(
        number=home.number,
        kind=AccountKind(home.kind),
        name=home.name,
        language=home.language,
        email=story.email if story else "",
        enterprise_number="0999999922" if home.kind == "business" else "",
        mailing_street=f"{home.street} {home.house_number}",
        mailing_postal_code=home.place.postal_code,
        mailing_city=home.place.city,
    )


def _point_spec(home: Home, story: Story | None, point: Point, today: date) -> SupplyPointSpec:
    is_gas = point.energy == "gas"
    vacant = story is not None and story.situation is Situation.VACANT
    row = home.points.index(point)
    return SupplyPointSpec(
        code=point.code,
        energy=Energy(point.energy),
        country="BE",
        region=Region(home.place.region),
        grid_operator=home.place.grid_operator,
        profile_key=point.profile_key,
        injection_profile_key=f"spp.{home.place.region}.share" if point.pv_kwp else "",
        timezone_name="Europe/Brussels",
        street=home.street,
        house_number=str(int(home.house_number) + (2 * row if home.kind == "business" else 0)),
        postal_code=home.place.postal_code,
        city=home.place.city,
        has_production=bool(point.pv_kwp),
        production_kva=Decimal(str(point.pv_kwp)) if point.pv_kwp else None,
        vacant_from=today - timedelta(days=80) if vacant else None,
        calorific_micro_kwh_per_m3=GAS_CALORIFIC_MICRO_KWH_PER_M3 if is_gas else None,
        calorific_source="demonstration value" if is_gas else "",
        meters=(
            MeterSpec(
                serial=f"1SAG{point.position:010d}",
                kind=MeterKind(point.meter_kind),
                installed_from=_INSTALLED,
                registers=tuple(
                    RegisterSpec(kind=RegisterKind(register.kind), dials=register.dials)
                    for register in point.registers
                ),
            ),
        ),
    )


def _contract_start(home: Home, story: Story | None, today: date) -> date:
    if story is not None and story.situation is Situation.TOO_SHORT:
        return today - timedelta(days=36)
    start = period_start(home, today)
    return start.replace(year=start.year - 2)


def _contract_spec(
    *,
    home: Home,
    story: Story | None,
    account: AccountInfo,
    point: Point,
    row: SupplyPointRow,
    cards: Cards,
    number: str,
    today: date,
) -> ContractSpec:
    situation = story.situation if story else Situation.FREE
    start = _contract_start(home, story, today)
    variable = home.position % 3 == 1
    drawn = "vlucht" if variable else "nest"
    product = (story.product if story else "") or drawn
    card = cards.of(f"{product}-{point.energy}-{home.place.region}", start)
    ends_soon = situation is Situation.ENDS_SOON
    monthly = situation is Situation.MONTHLY
    peak = _MEAN_PEAK_W + 130 * (home.position % 17)
    brussels = home.place.region == "brussels" and point.energy == "electricity"
    return ContractSpec(
        account_id=account.id,
        supply_point_id=row.id,
        product_id=card.product_id,
        price_card_id=card.card_id,
        number=number,
        starts_on=start,
        signed_on=start - timedelta(days=20),
        ends_on=today + timedelta(days=21) if ends_soon else None,
        ends_reason=EndReason.SWITCH if ends_soon else "",
        terms=ContractTerms(
            customer_category=CustomerCategory.PROFESSIONAL
            if home.kind == "business"
            else CustomerCategory.RESIDENTIAL,
            billing_rhythm=BillingRhythm.MONTHLY if monthly else BillingRhythm.YEARLY,
            settlement_month=start.month
            if situation is Situation.TOO_SHORT
            else home.settlement_month,
            domicile=situation is not Situation.VACANT and home.kind != "business",
            prosumer_kva=Decimal(str(point.pv_kwp))
            if point.pv_kwp and point.meter_kind == "ferraris"
            else None,
            mean_peak_w=peak if point.meter_kind == "digital" else None,
            subscribed_kva=Decimal("9.2") if brussels else None,
        ),
    )


def _sign(
    brand: BrandInfo,
    pairs: Sequence[tuple[Home, Story | None]],
    accounts: Sequence[AccountInfo],
    by_code: dict[str, SupplyPointRow],
    cards: Cards,
    *,
    today: date,
) -> list[Customer]:
    specs: list[ContractSpec] = []
    for (home, story), account in zip(pairs, accounts, strict=True):
        for point in home.points:
            number = f"CB-{200_001 + len(specs)}"
            specs.append(
                _contract_spec(
                    home=home,
                    story=story,
                    account=account,
                    point=point,
                    row=by_code[point.code],
                    cards=cards,
                    number=number,
                    today=today,
                )
            )
    ids = load_contracts(specs, brand_id=brand.id, actor=SYSTEM, now=morning_of(today))
    by_id = get_contracts(ids)
    signed = (by_id[contract_id] for contract_id in ids)
    return [
        Customer(home, story, account, tuple((point, next(signed)) for point in home.points))
        for (home, story), account in zip(pairs, accounts, strict=True)
    ]
