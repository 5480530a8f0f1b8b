"""Every route of agents with an address that is there, what it is sent, and how it answers."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from api_door import refused
from api_routes import Route, count_writes, list_written

from customer_factory import make_customer, make_token
from supply_factory import register_of


@dataclass(frozen=True)
class Call:
    """A request that an agent may make, and its status."""

    path: str
    body: dict[str, Any] | None = None
    method: str = "GET"
    status: int = 200

    def make(self, world: Any, token: str) -> Any:
        """The answer to it."""
        body = None if self.body is None else json.dumps(self.body).encode()
        return world.ask(self.path, token, method=self.method, body=body)


def post(path: str, body: dict[str, Any] | None = None, *, status: int = 200) -> Call:
    """A request that acts."""
    return Call(path, body, "POST", status)


# What noting the use of tokens, and making them and a customer of the test's own, writes.
_BESIDE = {
    "platform_auditentry",
    "parties_apitoken",
    "parties_servicetoken",
    "parties_person",
    "parties_customeraccount",
    "parties_membership",
    "account_emailaddress",
    "platform_outboxmail",
    "platform_numberseries",
}


def check_route(world: Any, route: Route, call: Call) -> None:
    """That it opens to an agent's token with its scope, to no other, and that nothing changes on a refusal."""
    personal = make_token(make_customer(world.brand), ("read", "account:write"))
    program, _ = world.make_token()
    before = count_writes()
    for token in ("", "kwa_wrong", personal, program):
        refused(call.make(world, token), 401, "api.agent_token_missing")
    if route.scope == "office:act":
        seeing = world.make_own_token("office:read")
        problem = refused(call.make(world, seeing), 403, "api.agent_scope_missing")
        assert problem["params"] == {"scope": "office:act"}
    assert set(list_written(before, count_writes())) <= _BESIDE
    answer = call.make(world, world.make_own_token(route.scope))
    assert answer.status_code == call.status, answer.content[:500]


def calls_of(world: Any) -> dict[str, Call]:
    """By the route as the document names it."""
    told = (
        _of_refunds,
        _of_collections,
        _of_payments,
        _of_meters,
        _of_alerts,
        _of_mandates,
        _of_statements,
    )
    return {route: call for tell in told for route, call in tell(world).items()}


def _of_meters(world: Any) -> dict[str, Call]:
    route = "/office/accounts/{number}/supply-points/{code}"
    path = f"/office/accounts/{world.ahead.number}/supply-points/{world.home.code}"
    sent, lacks = exchange_of(world), {"read_on": world.lacking_on.isoformat()}
    return {
        f"GET {route}/meters": Call(f"{path}/meters"),
        f"POST {route}/meter-exchanges/preview": post(f"{path}/meter-exchanges/preview", sent),
        f"POST {route}/reading-estimates/preview": post(f"{path}/reading-estimates/preview", lacks),
        f"POST {route}/reading-estimates": post(f"{path}/reading-estimates", lacks, status=201),
        f"POST {route}/meter-exchanges": post(f"{path}/meter-exchanges", sent, status=201),
    }


def exchange_of(world: Any, **changes: Any) -> dict[str, Any]:
    """The exchange of the meter of the world's home, as it is sent."""
    return {
        "exchanged_on": world.now.date().isoformat(),
        "removed_serial": register_of(world.home).meter_serial,
        "last_indexes": [{"register_kind": "total", "index": "4711"}],
        "installed_serial": "NEW-77",
        "meter_kind": "digital",
        "registers": [{"register_kind": "total", "index": "0"}],
        **changes,
    }


def _of_refunds(world: Any) -> dict[str, Call]:
    ahead, batch = world.asking.number, f"/office/refund-batches/{world.batch}"
    return {
        "GET /office/planned-refunds": Call("/office/planned-refunds"),
        "GET /office/asked-refunds": Call("/office/asked-refunds"),
        "POST /office/accounts/{number}/refunds": post(
            f"/office/accounts/{ahead}/refunds", status=201
        ),
        "POST /office/refund-batches": post("/office/refund-batches", status=201),
        "GET /office/refund-batches/{number}": Call(batch),
        "GET /office/refund-batches/{number}/refunds": Call(f"{batch}/refunds"),
        "POST /office/refund-batches/{number}/approve": post(f"{batch}/approve"),
        "POST /office/refund-batches/{number}/undo": post(f"{batch}/undo"),
    }


def _of_alerts(world: Any) -> dict[str, Call]:
    account = f"/office/accounts/{world.asking.number}"
    stop = {"kind": "leak", "reason": "The customer asked for it."}
    return {
        "GET /office/accounts/{number}/alerts": Call(f"{account}/alerts"),
        "GET /office/accounts/{number}/set-alerts": Call(f"{account}/set-alerts"),
        "POST /office/accounts/{number}/alerts/stop": post(f"{account}/alerts/stop", stop),
    }


def _of_mandates(world: Any) -> dict[str, Call]:
    route, why = "/office/accounts/{number}", {"reason": "The customer asked for it."}
    ahead, paying, bare = (
        f"/office/accounts/{account.number}"
        for account in (world.ahead, world.paying, world.account)
    )
    entered = {"iban": "BE71 0961 2345 6769", "holder": "N. El Amrani", **why}
    terms = {"scope": "advances", "ask_above_cents": 20_000, **why}
    day = (world.now.date() - timedelta(days=3)).isoformat()
    paper = {**terms, "signed_by": "Nadia El Amrani", "signed_on": day, "document": "Scan 17"}
    return {
        f"GET {route}/bank-accounts": Call(f"{ahead}/bank-accounts"),
        f"POST {route}/bank-accounts": post(f"{bare}/bank-accounts", entered, status=201),
        f"GET {route}/mandates": Call(f"{paying}/mandates"),
        f"POST {route}/mandates/paper": post(f"{ahead}/mandates/paper", paper, status=201),
        f"POST {route}/mandate/invitation": post(f"{ahead}/mandate/invitation", why),
        f"PUT {route}/mandate/terms": Call(f"{paying}/mandate/terms", terms, "PUT"),
        f"POST {route}/mandate/stop": post(f"{paying}/mandate/stop", why),
        f"POST {route}/mandate/resume": post(f"{paying}/mandate/resume", why),
    }


def _of_statements(world: Any) -> dict[str, Call]:
    route = "/office/accounts/{number}/monthly-statements"
    path, why = f"/office/accounts/{world.ahead.number}/monthly-statements", {"reason": "By phone."}
    theirs = f"{path}/{world.person_ahead.pk}"
    return {
        f"GET {route}": Call(path),
        f"PUT {route}/{{person_id}}": Call(theirs, {"format": "pdf", **why}, "PUT"),
        f"POST {route}/{{person_id}}/stop": post(f"{theirs}/stop", why, status=204),
    }


def _of_collections(world: Any) -> dict[str, Call]:
    batches, returned = "/office/collection-batches", f"/office/returns/{world.returned}"
    batch = f"{batches}/{world.collecting}"
    return {
        "GET /office/planned-collections": Call("/office/planned-collections"),
        "POST /office/collection-batches": post(batches, status=201),
        "GET /office/collection-batches/{number}": Call(batch),
        "GET /office/collection-batches/{number}/collections": Call(f"{batch}/collections"),
        "POST /office/collection-batches/{number}/send": post(f"{batch}/send"),
        "POST /office/collection-batches/{number}/undo": post(f"{batch}/undo"),
        "GET /office/returns": Call("/office/returns?show=all"),
        "GET /office/returns/{return_id}": Call(returned),
        "POST /office/returns/{return_id}/decision": post(
            f"{returned}/decision", {"note": "Paid by hand."}
        ),
        "GET /office/suspended-mandates": Call("/office/suspended-mandates"),
    }


def _of_payments(world: Any) -> dict[str, Call]:
    why = {"reason": "The payer called."}
    statement, payments = f"/office/bank-statements/{world.statement}", "/office/payments"
    placed, waiting, left = (f"{payments}/{each}" for each in world.payments)
    file = f"/office/bank-files/{world.waiting_file}"
    route = "POST /office/payments/{payment_id}"
    return {
        "GET /office/bank-statements/{statement_id}/payments": Call(f"{statement}/payments"),
        "GET /office/bank-statements/{statement_id}/file": Call(f"{statement}/file"),
        "GET /office/payments/{payment_id}": Call(waiting),
        f"{route}/place": post(f"{waiting}/place", {"customer": world.ahead.number}),
        f"{route}/clear": post(f"{waiting}/clear", {"book": "outside", **why}),
        f"{route}/take-back": post(f"{left}/take-back", {"payment_id": world.payments[0], **why}),
        f"{route}/undo": post(f"{placed}/undo", why),
        "POST /office/bank-files/{file_id}/go-on": post(f"{file}/go-on", why),
        "POST /office/bank-files/{file_id}/put-aside": post(f"{file}/put-aside", why),
    }
