"""What the last months would have cost on each product: offers, what each lacks, what a change brings."""

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Count, SupplyPointCode, Told
from kwartier.api.schemas.consumption import UsedByRegister, UsedComponents
from kwartier.pricing.types import PriceKind
from kwartier.rebilling.types import MONTHS, Lack, LackKind, Offer
from kwartier.rebilling.types import WouldHavePaid as WouldHavePaidValue

_MOST_MONTHS = 999
_MOST_WH = 2**53


class MonthsWish(Told):
    """How far back is wanted."""

    months: int = Field(
        MONTHS[0], ge=1, le=_MOST_MONTHS, description="12 or 24 months.", examples=[12]
    )


class OfferLack(Told):
    """What an offer would need to be priced."""

    kind: LackKind = Field(description="What is missing.", examples=["not_sold"])
    what: str = Field(description="Its name; may be empty.", examples=["2025-11"])
    day: ADay = Field(description="The first day on which it is missing.")
    day_count: Count | None = Field(description="On how many days, where that is known.")
    difference_wh: int | None = Field(
        ge=-_MOST_WH,
        le=_MOST_WH,
        description="By how many Wh the quarter-hours are off.",
        examples=[-7_000],
    )


class PricedOffer(Told):
    """A product, or the card of a file, put to the past as if it had been signed on its first day."""

    product: str = Field(description="The product's key; empty for a file.", examples=["calm"])
    name: str = Field(description="What it is called.", examples=["Calm"])
    price_kind: PriceKind = Field(description="How long a unit price holds.", examples=["fixed"])
    card_version: str = Field(description="The price card of the first day.", examples=["2025-01"])
    sold_from: ADay = Field(description="Since when that card was sold.")
    is_from_file: bool = Field(
        description="Whether it was sent with the request.", examples=[False]
    )
    total_cents: Cents | None = Field(description="In all, with VAT; null where something lacks.")
    difference_cents: Cents | None = Field(description="Beside what the customer has.")
    cost: UsedComponents | None = Field(description="The same by component.")
    provisional_from: ADay | None = Field(description="Since when a price is one carried on.")
    first_months_cents: Cents = Field(
        description="What of the total is promised for the first months alone; a discount is negative."
    )
    first_months: Count = Field(description="How many months these are.", examples=[0])
    fee_year_cents: Cents | None = Field(
        description="The fixed fee of a year with VAT, as it is sold today."
    )
    advance_cents: Cents | None = Field(description="An even advance, where advances are paid.")
    lacks: list[OfferLack] = Field(description="What is missing for a price.")
    left_aside: list[str] = Field(
        description="The fields of the file that are about another supply point.",
        examples=[["volumes"]],
    )


class NoticeTerm(Told):
    """How long it takes to leave, by the law."""

    count: Count = Field(description="How many.", examples=[1])
    unit: str = Field(description="`months` or `days`.", examples=["months"])
    source: str = Field(description="The law.", examples=["Law of 29 April 1999, art. 18"])


class WouldHavePaid(Told):
    """What some days that are over cost, and would have cost on each product."""

    supply_point: SupplyPointCode = Field(description="Its EAN or PDL.")
    from_: ADay = Field(alias="from", description="The first day.")
    until: ADay = Field(description="The first day after them: of the operator's last reading.")
    missing_days: Count = Field(
        description="How many of the days that were asked for are not known.", examples=[0]
    )
    estimated_days: Count = Field(description="How many rest on an estimate.", examples=[0])
    volumes: list[UsedByRegister] = Field(description="What was billed again, by register.")
    billed_cents: Cents | None = Field(
        description="What the bills of these days came to; null where none stand for all of them."
    )
    own: PricedOffer = Field(description="What the customer has.")
    offers: list[PricedOffer] = Field(
        description="The others: the cheapest first, then what lacks something."
    )
    is_best_here: bool | None = Field(
        description="Whether nothing else would have cost less; null where that cannot be said.",
        examples=[True],
    )
    contract_until: ADay | None = Field(description="The first day after the contract, if it ends.")
    notice: NoticeTerm | None = Field(description="The notice that the law sets, if it sets one.")
    advance_cents: Cents | None = Field(description="The advance of today, if there is one.")


def show_would_have_paid(found: WouldHavePaidValue) -> WouldHavePaid:
    """The value as it is answered."""
    return WouldHavePaid.model_validate(
        {
            "supply_point": found.contract.code,
            "from": found.from_,
            "until": found.until,
            "missing_days": found.missing_days,
            "estimated_days": found.estimated_days,
            "volumes": [{"kind": kind, "wh": wh} for kind, wh in found.volumes_wh.items()],
            "billed_cents": found.billed_cents,
            "own": _offer(found.own),
            "offers": [_offer(each) for each in found.offers],
            "is_best_here": found.is_best_here,
            "contract_until": found.contract.until,
            "notice": found.notice,
            "advance_cents": found.advance and found.advance.amount_cents,
        }
    )


def _offer(offer: Offer) -> dict[str, object]:
    return {
        "product": offer.product_key,
        "name": offer.name,
        "price_kind": offer.price_kind,
        "card_version": offer.card_version,
        "sold_from": offer.signed_from,
        "is_from_file": offer.is_from_file,
        "total_cents": offer.total_cents,
        "difference_cents": offer.difference_cents,
        "cost": offer.component_cents,
        "provisional_from": offer.provisional_from,
        "first_months_cents": offer.first_months_cents,
        "first_months": offer.first_months,
        "fee_year_cents": offer.fee_year_cents,
        "advance_cents": offer.advance_cents,
        "lacks": [_lack(each) for each in offer.lacks],
        "left_aside": list(offer.left_aside),
    }


def _lack(lack: Lack) -> dict[str, object]:
    return {
        "kind": lack.kind,
        "what": lack.what,
        "day": lack.day,
        "day_count": lack.day_count,
        "difference_wh": lack.difference_wh,
    }
