"""What the routes of programs are called with, and what they find there: files of a bank and of a grid operator."""

from program_world import write_answer, write_statement

from interval_factory import store_consent
from kwartier.banking.operations import load_arrivals, place_details
from kwartier.jobs import tasks
from kwartier.parties.models import CustomerAccount
from kwartier.platform.types import SYSTEM
from kwartier.weather.operations import keep_station
from supply_factory import make_contract, make_home

STATEMENT = write_statement(4_200, 700)
STATION = b'{"name": "Uccle", "source": "Royal institute", "serves": ["1", "2"]}'
HOURS = b"ean,direction,start,step_minutes,wh,state\n"


def bring_hours(world) -> int:
    """A day of hours of a customer who consented, brought and loaded within a minute."""
    home = make_home(world.brand)
    owner = CustomerAccount.objects.get(pk=world.account.id)
    make_contract(owner, home, brand=world.brand)
    store_consent(owner, home)
    raw, _ = world.make_token("intervals:write")
    rows = [
        f"{home.code},offtake,2026-11-20T{hour:02}:00:00+01:00,60,250,measured"
        for hour in range(24)
    ]
    world.hours = content = HOURS + "\n".join(rows).encode()
    told = world.call("/office/interval-files?name=day.csv", raw, content)
    assert told.status_code == 202, told.content
    assert tasks.load_interval_files(timestamp=0) == 1
    return int(told.json()["id"])


def load(world, content: bytes) -> int:
    """What a worker does within a minute."""
    raw, _ = world.make_token("statements:write")
    arrival_id = world.call("/office/bank-files", raw, content).json()["id"]
    load_arrivals(brand_id=world.brand.id, now=world.now)
    place_details(brand_id=world.brand.id, today=world.now.date(), now=world.now)
    return arrival_id


def calls_of(world) -> dict[str, tuple[str, bytes | None]]:
    """Every route with an address that is there, and what it is sent."""
    collections, refunds = world.files["collection_batch"], world.files["refund_batch"]
    return {
        "POST /office/bank-files": ("/office/bank-files?name=a.xml", STATEMENT),
        "POST /office/bank-answers": ("/office/bank-answers", write_answer(collections)),
        "GET /office/bank-files": ("/office/bank-files?state=loaded", None),
        "GET /office/bank-files/{file_id}": (f"/office/bank-files/{world.arrival_id}", None),
        "GET /office/bank-statements": ("/office/bank-statements", None),
        "GET /office/waiting-payments": ("/office/waiting-payments", None),
        "GET /office/collection-batches": ("/office/collection-batches", None),
        "GET /office/collection-batches/{number}/file": (
            f"/office/collection-batches/{collections}/file",
            None,
        ),
        "GET /office/refund-batches": ("/office/refund-batches", None),
        "GET /office/refund-batches/{number}/file": (
            f"/office/refund-batches/{refunds}/file",
            None,
        ),
        "GET /office/journals/{period}.csv": ("/office/journals/2026-11.csv", None),
        "GET /office/journals/{period}.fec": ("/office/journals/2026-11.fec", None),
        "GET /office/ageing": ("/office/ageing?on=2026-11-20", None),
        "GET /office/weather-stations": ("/office/weather-stations", None),
        "PUT /office/weather-stations/{code}": ("/office/weather-stations/uccle", STATION),
        "POST /office/weather-stations/{code}/temperatures": (
            "/office/weather-stations/beitem/temperatures?name=a.csv",
            b"2026-01-01;4,5",
        ),
        "GET /office/checks/{day}": ("/office/checks/2026-11-20", None),
        "POST /office/interval-files": ("/office/interval-files?name=a.csv", HOURS),
        "GET /office/interval-files": ("/office/interval-files?state=arrived", None),
        "GET /office/interval-files/{file_id}": (
            f"/office/interval-files/{world.hours_id}",
            None,
        ),
    }


STATUSES = {
    "POST /office/bank-files": 202,
    "POST /office/bank-answers": 202,
    "POST /office/interval-files": 202,
    "GET /office/journals/{period}.fec": 404,  # a Belgian brand
}


def keep_beitem(world) -> None:
    """The station whose temperatures are loaded."""
    keep_station(
        brand=world.brand,
        code="beitem",
        name="Beitem",
        source="Royal institute",
        serves=["8"],
        actor=SYSTEM,
        now=world.now,
    )


def send(world, route, token: str):
    """Call a route as its document says; what is put is JSON, what is posted a file."""
    path, body = calls_of(world)[str(route)]
    is_json = {"kind": "application/json"} if route.method == "PUT" else {}
    return world.call(path, token, body, method=route.method, **is_json)
