"""A brand whose agents work through the API: a world of programs, a second agent, tokens of a day."""

from datetime import timedelta
from typing import Any

from program_world import IBAN, World, write_statement

from collection_factory import make_payer, owe, settle
from house_factory import acting, as_web, make_agent, make_customer
from kwartier.banking.models import DetailPlacing
from kwartier.banking.operations import load_arrivals, place_by_hand, place_details
from kwartier.parties.operations import create_agent_token
from kwartier.parties.types import AgentScope
from kwartier.payments.models import Creditor
from kwartier.payments.operations import make_collection_batch, make_refund_batch
from kwartier.platform.types import ActorKind, Door
from mandate_factory import add_bank_account
from supply_factory import make_contract, make_home, read

BOTH = tuple(AgentScope.values)


class AgentWorld(World):
    """As a world of programs, and the tokens of two agents, who are four eyes."""

    def __init__(self) -> None:
        super().__init__()
        self.colleague = make_agent(self.brand, name="Jo Maes").person

    def furnish(self) -> None:
        """What agents work on: a batch of refunds of the colleague, credits, and a file of the bank."""
        # The creditor of the samples stands at no bank.
        Creditor.objects.filter(brand_id=self.brand.id).update(iban=IBAN)
        _, self.in_batch = self._make_ahead("S26-0009001")
        self.batch = make_refund_batch(
            brand_id=self.brand.id,
            today=self.now.date(),
            now=self.now,
            actor=acting(make_agent(self.brand, name="Ilse Maes").person, kind=ActorKind.AGENT),
        ).number
        self.returned = self.files["returned"]
        self.collecting = self._make_collections()
        self.person_ahead, self.ahead = self._make_ahead("S26-0009002")
        self.asking = self.ahead
        self.home = make_home(self.brand)
        make_contract(self.ahead, self.home, brand=self.brand)
        self.lacking_on = self.now.date() - timedelta(days=20)
        for days, index in ((400, 1_000), (35, 4_500)):
            read(self.home, self.now.date() - timedelta(days=days), index)
        self.arrival_id, self.hours_id = self._bring_statement(), self._bring_hours()

    def _make_collections(self) -> str:
        """A batch that is not sent, and one invoice more that has to be at the bank."""
        for document in ("A26-0009001", "A26-0009002"):
            _, account = make_payer(self.brand)
            self.paying = account
            owe(account, document, due_on=self.now.date().replace(day=2))
            if document == "A26-0009001":
                say = {"brand_id": self.brand.id, "today": self.now.date(), "now": self.now}
                batch = make_collection_batch(**say).number
        return batch

    def _make_ahead(self, document: str) -> Any:
        """A customer to whom a settlement gives 50 euro back, whose bank account has cooled off."""
        person, account = make_customer(self.brand)
        add_bank_account(person, account, now=self.now - timedelta(days=30))
        settle(account, document, cents=-5_000, booked_on=self.now.date() - timedelta(days=1))
        return person, account

    def _bring_statement(self) -> int:
        """Two payments and money that left, the first one placed; and a file that waits for a number."""
        raw, _ = self.make_token("statements:write")
        first = self.call("/office/bank-files", raw, write_statement(900, 700, -900)).json()["id"]
        later = write_statement(100, number=3, opening_cents=700)
        self.waiting_file = self.call("/office/bank-files", raw, later).json()["id"]
        load_arrivals(brand_id=self.brand.id, now=self.now)
        place_details(brand_id=self.brand.id, today=self.now.date(), now=self.now)
        rows = DetailPlacing.objects.filter(brand_id=self.brand.id).order_by("detail_id")
        self.payments = [row.detail_id for row in rows]
        self.statement = rows[0].statement_id
        place_by_hand(
            brand_id=self.brand.id,
            detail_id=self.payments[0],
            customer=self.ahead.number,
            documents=[],
            actor=acting(self.operator, kind=ActorKind.AGENT),
            now=self.now,
        )
        return int(first)

    def _bring_hours(self) -> int:
        raw, _ = self.make_token("intervals:write")
        empty = b"ean,direction,start,step_minutes,wh,state\n"
        return int(self.call("/office/interval-files", raw, empty).json()["id"])

    def make_own_token(self, *scopes: str, person: Any = None, hours: int = 12) -> str:
        """The raw token of an agent, made in the office with the web's rights."""
        person = person or self.operator
        with as_web(self.brand, person, Door.OFFICE):
            raw, _token = create_agent_token(
                brand=self.brand,
                name="A script",
                scopes=scopes or BOTH,
                lifetime=timedelta(hours=hours),
                actor=acting(person, kind=ActorKind.AGENT),
                now=self.now,
            )
        return raw

    def ask(self, path: str, token: str, **options: Any) -> Any:
        """A call with JSON in it, if anything."""
        return self.call(path, token, kind="application/json", **options)
