"""What a file of ours asks of a bank, read as a bank reads it; and its answer, a pain.002."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A collection or a transfer that we asked for, as the bank read it from our file."""

    is_debit: bool
    message: str
    group: str
    on: date
    end_to_end_id: str
    cents: int
    iban: str
    name: str = ""
    mandate: str = ""
    text: str = ""


def read_orders(content: bytes) -> Iterator[Order]:
    """What a file of ours asks for, read as a bank reads it: its sums and counts have to be right."""
    root = etree.fromstring(content)
    (body,) = root
    of_all = _Sums()
    message = _text(body, "GrpHdr/MsgId")
    is_debit = etree.QName(body).localname == "CstmrDrctDbtInitn"
    for group in body.iterfind("{*}PmtInf"):
        of_group = _Sums()
        found = "DrctDbtTxInf" if is_debit else "CdtTrfTxInf"
        for each in group.iterfind(f"{{*}}{found}"):
            order = _read_order(each, group, message=message, is_debit=is_debit)
            of_group.add(order.cents)
            of_all.add(order.cents)
            yield order
        of_group.require(group)
    of_all.require(next(body.iterfind("{*}GrpHdr")))


@dataclass(slots=True)
class _Sums:
    count: int = 0
    cents: int = 0

    def add(self, cents: int) -> None:
        self.count += 1
        self.cents += cents

    def require(self, told: Any) -> None:
        counted, summed = int(_text(told, "NbOfTxs")), _cents(_text(told, "CtrlSum"))
        if (counted, summed) != (self.count, self.cents):
            msg = f"it says {counted} of {summed} cents, and holds {self.count} of {self.cents}"
            raise ValueError(msg)


def _read_order(each: Any, group: Any, *, message: str, is_debit: bool) -> Order:
    day = _text(group, "ReqdColltnDt") or _text(group, "ReqdExctnDt/Dt")
    amount, side = ("InstdAmt", "Dbtr") if is_debit else ("Amt/InstdAmt", "Cdtr")
    return Order(
        is_debit=is_debit,
        message=message,
        group=_text(group, "PmtInfId"),
        on=date.fromisoformat(day or _text(group, "ReqdExctnDt")),
        end_to_end_id=_text(each, "PmtId/EndToEndId"),
        cents=_cents(_text(each, amount)),
        iban=_text(each, f"{side}Acct/Id/IBAN"),
        name=_text(each, f"{side}/Nm"),
        mandate=_text(each, "DrctDbtTx/MndtRltdInf/MndtId"),
        text=_text(each, "RmtInf/Ustrd"),
    )


def _text(element: Any, path: str) -> str:
    found = element.findtext("/".join(f"{{*}}{name}" for name in path.split("/")))
    return (found or "").strip()


def _cents(euro: str) -> int:
    return int(Decimal(euro).scaleb(2))


def write_rejections(rejected: list[tuple[Order, str]]) -> Iterator[bytes]:
    """A pain.002 for each of our files of which something is rejected."""
    for message in sorted({order.message for order, _code in rejected}):
        told = "".join(
            f"<TxInfAndSts><OrgnlEndToEndId>{order.end_to_end_id}</OrgnlEndToEndId>"
            f"<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
            for order, code in rejected
            if order.message == message
        )
        yield (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
            f"<GrpHdr><MsgId>A-{message}</MsgId><CreDtTm>2026-01-01T08:00:00</CreDtTm></GrpHdr>"
            f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>"
            "<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>"
            f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message}-1</OrgnlPmtInfId>{told}"
            "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
        ).encode()
