"""What the how-to pages type is tried: their Python is run, their TOML read, their commands started."""

import re
import subprocess
import sys
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from house_files import ROOT
from quotations import list_code, list_commands

from kwartier.parties.queries import find_agent
from kwartier.platform import brands
from kwartier.platform.models import OutboxMail

HOW_TO = ROOT / "docs" / "how-to"


def read_page(name):
    return (HOW_TO / f"{name}.md").read_text("utf-8")


def run_python(*blocks):
    """Run blocks one after the other in one session, as in a shell."""
    session = {}
    for block in blocks:
        exec(compile(block, "a how-to", "exec"), session)  # noqa: S102 - our own pages
    return session


@pytest.mark.slow
@pytest.mark.django_db
def test_a_brand_is_added_and_gets_an_agent(settings):
    settings.ALLOWED_HOSTS = ["klant.zwaluw.example", "testserver"]
    agent_blocks = list_code(read_page("let-an-agent-work"), language="python")
    assert len(agent_blocks) == 2
    run_python(*list_code(read_page("add-a-brand"), language="python"))
    brand = brands.get_brand("zwaluw")
    sign_in = Client().get("/zwaluw/account/login/")
    assert sign_in.status_code == 200
    at_its_host = Client().get("/account/login/", headers={"host": "klant.zwaluw.example"})
    assert b"Zwaluw" in at_its_host.content

    session = run_python(agent_blocks[0])
    agent = find_agent(session["person_id"])
    assert (agent.name, agent.email) == ("Els Claes", "els@zwaluw.example")
    asked = Client().post("/zwaluw/account/password/reset/", {"email": agent.email})
    assert asked.status_code == 302
    assert OutboxMail.objects.filter(brand_id=brand.id, recipient=agent.email).count() == 1
    assert mail.outbox == []

    exec(agent_blocks[1], session)  # noqa: S102 - our own page
    assert find_agent(agent.person_id) is None


def test_a_room_is_built_from_what_there_is():
    page = read_page("build-a-room")
    session = run_python(*list_code(page, language="python"))
    assert len(session["Migration"].operations) == 3
    named = set(re.findall(r"`(tests/[\w/.]+)`", page))
    assert len(named) >= 7
    assert {path for path in named if not (ROOT / path).exists()} == set()
    contracts = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'name = "The floors of the house"' in contracts


def test_the_rules_of_the_example_are_possible():
    from kwartier.billing.types import AdvanceRules

    (block,) = [
        text
        for text in list_code(read_page("add-a-brand"), language="python")
        if "AdvanceRules(" in text
    ]
    for name in AdvanceRules.__dataclass_fields__:
        assert f"{name}=" in block


def test_the_parameter_of_the_example_is_read():
    from energycore.clocks import day_number
    from rulebooks.parameters import parse_parameters

    (block,) = list_code(read_page("update-legal-parameters"), language="toml")
    ((key, values),) = parse_parameters(block, "example.toml").items()
    assert key == "be.example.electricity.data_management"
    assert [str(value.value) for value in values] == ["17.85", "18.40"]
    assert values[0].valid.until == values[1].valid.from_
    assert values[1].valid.until == day_number(date(2028, 1, 1))


def test_the_price_card_of_the_example_can_be_published():
    from kwartier.pricing.conditions import CONDITIONS
    from kwartier.pricing.formats.card_files import read_card_file
    from kwartier.pricing.promises import KINDS

    page = read_page("publish-price-cards")
    fixed, formula = list_code(page, language="toml")
    ((loyal,),) = [product.cards for product in read_card_file(fixed)]
    assert len(loyal.promises) == 4
    priced = 'eur_per_kwh = { total = "0.1312" }'
    written, index = formula.split("\n\n", 1)
    variable = fixed.replace(priced, written).replace('"fixed"  ', '"variable"') + index
    ((indexed,),) = [product.cards for product in read_card_file(variable)]
    assert indexed.dated[0].prices.offtake == {"total": 147_270_000}
    described = set(re.findall(r"`(\w+)`", page))
    assert described >= {*KINDS, *CONDITIONS}


def test_every_field_of_a_parameter_is_described():
    code = (ROOT / "src/rulebooks/parameter_files.py").read_text("utf-8")
    read = set(re.findall(r"""entry(?:\.get\(|\[)"(\w+)\"""", code))
    assert read >= {"from", "until", "value", "bands", "review_by", "demonstration"}
    described = set(re.findall(r"`(\w+)`", read_page("update-legal-parameters")))
    assert read - described == set()


def test_the_kinds_of_profile_are_those_of_the_command():
    """The command itself is run by tests/rooms/metering/test_profile_files.py."""
    from kwartier.metering.formats.published_profiles import list_kinds

    page = read_page("import-load-profiles")
    assert [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")] == [
        *list_kinds()
    ]
    for command in list_commands(page)[1:]:
        assert command.split()[3] in list_kinds()


def test_the_commands_of_the_translators_run(tmp_path):
    commands = list_commands(read_page("translate"))
    assert commands == [
        "python tools/messages.py",
        "python tools/messages.py --check",
        "python tools/compile_catalogues.py src/kwartier/locale",
    ]
    for tool in ("messages.py", "compile_catalogues.py"):
        assert (ROOT / "tools" / tool).exists()
    copy = tmp_path / "xx" / "LC_MESSAGES"
    copy.mkdir(parents=True)
    (copy / "django.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "advance"\nmsgstr "acompte"\n')
    compiler = [sys.executable, ROOT / "tools" / "compile_catalogues.py", tmp_path]
    subprocess.run(compiler, check=True)
    assert (copy / "django.mo").exists()


def test_the_style_sheets_are_written_by_the_command_that_is_named():
    assert list_commands(read_page("add-a-brand")) == ["python -m kwartier.ui"]
    from kwartier.ui import __main__ as writer

    assert callable(writer.write_themes)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_brand_says_who_issues_its_documents():
    from kwartier.documents.queries import get_issuer

    run_python(list_code(read_page("add-a-brand"), language="python")[0])
    run_python(*list_code(read_page("make-documents"), language="python"))
    issuer = get_issuer(brand_id=brands.get_brand("zwaluw").id, on=date(2027, 1, 1))
    assert issuer.address.one_line == "Nestkastlaan 7, 8000 Brugge"
