"""A price card in the open form of a case (TOML or JSON): what is wrong is told by line and field.

Nothing of the file is kept.
"""

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn

from energycore.bundle import DocumentInvalid
from energycore.clocks import DayRange, date_of
from kwartier.pricing.formats.file_lines import find_line, list_lines
from kwartier.pricing.types import CardView, PriceKind, ProductView
from kwartier.rebilling.refusals import PriceCaseInvalid, PriceCaseTooLarge
from kwartier.supply.types import ContractRow
from rulebooks.cases import CasePrices, IndexSeries, read_prices
from rulebooks.vat import VatRates

LARGEST_MB: Final = 5
_LARGEST = LARGEST_MB * 1_000_000
# No table keeps such a card.
_NO_ID = -1
_NAME_LENGTH = 80
_LINE = re.compile(r"line (\d+)")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')

type LineOf = Callable[[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCase:
    """A card that was brought, the series that its prices follow, and what of the file does not count."""

    card: CardView
    series: tuple[IndexSeries, ...]
    left_aside: tuple[str, ...]
    line_of: LineOf


def read_price_case(
    content: bytes, *, contract: ContractRow, rates: Sequence[VatRates], days: DayRange
) -> PriceCase:
    """The prices of a file over some days, for who has a contract.

    Raises:
        PriceCaseTooLarge, PriceCaseInvalid: with the line, the field and what is wrong.
    """
    if len(content) > _LARGEST:
        raise PriceCaseTooLarge(params={"limit_mb": LARGEST_MB})
    document, line_of = _parse(content)
    try:
        prices = read_prices(
            document,
            country=contract.supply_point.country,
            energy=contract.energy,
            rates=rates,
            period=days,
        )
    except DocumentInvalid as invalid:
        refuse(line_of(invalid.place), invalid.place, invalid.problem)
    return PriceCase(
        card=_card_of(prices, contract, date_of(days.from_)),
        series=prices.series,
        left_aside=prices.left_aside,
        line_of=line_of,
    )


def refuse(line: int, place: str, problem: str) -> NoReturn:
    """Raise PriceCaseInvalid for a place of the file."""
    params = {"line": line, "place": place or "file", "problem": problem}
    raise PriceCaseInvalid(field="file", params=params)


def _card_of(prices: CasePrices, contract: ContractRow, first_day: date) -> CardView:
    product = ProductView(
        id=0,
        brand_id=contract.brand_id,
        key="",
        name=prices.name[:_NAME_LENGTH],
        energy=contract.energy,
        price_kind=PriceKind.DYNAMIC if prices.series else PriceKind.FIXED,
    )
    return CardView(
        id=_NO_ID,
        version="",
        valid_from=first_day,
        product=product,
        dated=(),
        written=prices.terms,
    )


def _parse(content: bytes) -> tuple[Any, LineOf]:
    """The document, and on which line a path of it stands."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = content[: broken.start].count(b"\n") + 1
        refuse(line, "", "a text in UTF-8 is expected")
    if text.lstrip().startswith("{"):
        return _parse_json(text), lambda place: find_line(_list_json_lines(text), place)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        found = _LINE.search(str(broken))
        refuse(int(found[1]) if found else text.count("\n") + 1, "", str(broken))
    return document, lambda place: find_line(list_lines(text), place)


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=_not_a_float)
    except json.JSONDecodeError as broken:
        refuse(broken.lineno, "", broken.msg)
    except (RecursionError, ValueError) as broken:
        refuse(1, "", str(broken))


def _not_a_float(written: str) -> NoReturn:
    raise ValueError(f"{written} stands without quotes, and would be rounded: write it as a text")


def _list_json_lines(text: str) -> dict[str, int]:
    """The line of every name and entry of a JSON that can be read, by its path."""
    lines: dict[str, int] = {}
    opened: list[_Opened] = []
    line, reached = 1, 0
    for token in _TOKEN.finditer(text):
        line, reached = line + text.count("\n", reached, token.start()), token.start()
        written = token[0]
        inside = opened[-1] if opened else _Opened("", is_list=False)
        if written in "]}":
            opened.pop()
        elif written == ",":
            inside.count, inside.name = inside.count + 1, ""
        elif written != ":":
            if not inside.is_list and not inside.name and written.startswith('"'):
                inside.name = json.loads(written)
            lines.setdefault(inside.place, line)
            if written in "[{":
                opened.append(_Opened(inside.place, is_list=written == "["))
    return lines


@dataclass(slots=True)
class _Opened:
    """A table or a list that is not closed yet, and the entry of it that is being read."""

    prefix: str
    is_list: bool
    count: int = 0
    name: str = ""

    @property
    def place(self) -> str:
        """The path of that entry."""
        if self.is_list:
            return f"{self.prefix}[{self.count}]"
        return f"{self.prefix}.{self.name}" if self.prefix else self.name
