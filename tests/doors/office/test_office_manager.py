"""An agent chooses who looks after a customer; the customer reads it under Contact."""

from office_day import text_of

from kwartier.parties.models import Agent
from kwartier.platform.brands import forget_brands
from kwartier.platform.models import Brand

HOURS = {"days": "monday_to_friday", "opens": "08:30", "closes": "17:00"}
LINE = {"phone": "+32 2 555 01 03", "email": "business@merel.example", **HOURS}


def test_an_agent_is_chosen_where_a_number_is_known(day):
    Brand.objects.update(contacts={"key_account": LINE})
    forget_brands()
    own = Agent.objects.get(person_id=day.agent.pk)
    assert "Nobody in person looks after" in day.read("manager/")
    refused = text_of(day.send("manager/", manager=own.pk), 422)
    assert f"{day.agent.name} has none" in refused
    Agent.objects.filter(pk=own.pk).update(phone="+32 2 555 01 42")
    assert day.send("manager/", manager=own.pk).status_code == 302
    assert f"{day.agent.name} looks after this customer" in day.read("manager/")
    assert f"Named {day.agent.name} as account manager" in day.read()
    assert "+32 2 555 01 42" in day.customer_reads("contact/")
    day.send("manager/", manager="")
    assert "Nobody in person looks after" in day.read("manager/")


def test_only_agents_choose_and_only_among_agents(day):
    customer = day.browser_of(day.home.person)
    assert customer.post(day.address("manager/"), {"manager": ""}).status_code == 404
    assert "Select a valid choice" in text_of(day.send("manager/", manager="0"), 422)
