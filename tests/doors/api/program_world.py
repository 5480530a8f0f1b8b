"""A brand whose programs fetch and bring files: its bank, an agent of operations, service tokens."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from advance_factory import NOW
from bank_file_samples import add_bank_files
from customer_factory import make_day_brand
from house_factory import acting, as_web, make_agent, make_customer
from kwartier.banking.operations import add_own_account
from kwartier.banking.types import DetailLine, EntryLine, StatementLines
from kwartier.demo.bank import write_camt
from kwartier.parties.operations import create_service_token
from kwartier.parties.queries import as_account
from kwartier.parties.types import AgentRole, ServiceScope
from kwartier.platform import clock
from kwartier.platform.types import SYSTEM, ActorKind, Door

IBAN = "BE68539007547034"
ALL = tuple(ServiceScope.values)


class World:
    """A brand with an account at a bank, a batch of each kind, and an agent of operations."""

    def __init__(self) -> None:
        self.brand = make_day_brand("merel")
        self.operator = make_agent(self.brand, name="Els Claes", role=AgentRole.OPERATOR).person
        self.now = clock.now(self.brand)
        self.person, account = make_customer(self.brand)
        add_own_account(
            brand_id=self.brand.id,
            iban=IBAN,
            name="Current account",
            opened_on=date(2026, 11, 1),
            actor=SYSTEM,
            now=NOW,
        )
        self.account = as_account(account)
        self.files = add_bank_files(self.account, NOW)

    def make_token(self, *scopes: str, networks: tuple[str, ...] = (), days: int = 90) -> Any:
        """(raw, token) of a program, made in the office with the web's rights."""
        with as_web(self.brand, self.operator, Door.OFFICE):
            return create_service_token(
                brand=self.brand,
                name="Bank connector",
                scopes=scopes or ALL,
                networks=networks,
                lifetime=timedelta(days=days),
                actor=acting(self.operator, kind=ActorKind.AGENT),
                now=self.now,
            )

    def call(
        self,
        path: str,
        token: str,
        body: bytes | None = None,
        *,
        method: str = "",
        kind: str = "application/octet-stream",
        address: str = "127.0.0.1",
        brand: str = "",
    ) -> Any:
        """A call of a program with the web's rights; with a body it is a POST."""
        headers = {"accept-language": "en"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        with as_web():
            return Client().generic(
                method or ("GET" if body is None else "POST"),
                f"/{brand or self.brand.path_prefix}/api/v1{path}",
                body or b"",
                content_type=kind,
                headers=headers,
                REMOTE_ADDR=address,
            )


class Elsewhere(World):
    """The other brand, with an operator of its own and no bank."""

    def __init__(self) -> None:
        self.brand = make_day_brand("plein-midi")
        self.operator = make_agent(self.brand, role=AgentRole.OPERATOR).person
        self.now = clock.now(self.brand)


def write_statement(*amounts: int, number: int = 1, opening_cents: int = 0) -> bytes:
    """A camt.053 of a day with payments of nobody known."""
    entries = tuple(
        EntryLine(
            place="",
            amount_cents=cents,
            booked_on=date(2026, 11, 20),
            value_on=None,
            bank_reference=f"R{number}-{position}",
            code="PMNT-RCDT-ESCT",
            details=(DetailLine(place="", amount_cents=cents, counterpart_name="Jan Peeters"),),
        )
        for position, cents in enumerate(amounts)
    )
    written = write_camt(
        StatementLines(
            place="",
            iban=IBAN,
            currency="EUR",
            number=number,
            opened_on=date(2026, 11, 19),
            closed_on=date(2026, 11, 20),
            opening_cents=opening_cents,
            closing_cents=opening_cents + sum(amounts),
            entries=entries,
        )
    )
    return written if isinstance(written, bytes) else written.encode()


def write_answer(number: str, status: str = "RJCT") -> bytes:
    """A pain.002 that says one thing of a whole file of ours."""
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-11-20T08:00:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{number}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>{status}</GrpSts>"
        "</OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()
