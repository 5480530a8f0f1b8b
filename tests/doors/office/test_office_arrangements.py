"""What is arranged for a contract, in the office: noted with its document, ended, on the record."""

from office_day import text_of

NOTED = {"kind": "e_billing", "first_on": "2026-10-01", "last_on": "", "document": "A letter"}


def test_an_agent_notes_it_and_sets_its_end(day):
    page = f"arrangements/{day.contract}/"
    assert "Nothing is arranged for this contract." in day.read(page)
    assert day.send(page, **NOTED).status_code == 302
    shown = day.read(page)
    assert "Bills by e-mail , since 1 October 2026 A letter" in shown
    assert "Bills by e-mail since 1 October 2026: A letter" in day.read().replace(" :", ":")
    assert "Noted an arrangement: A letter" in day.read().replace(" :", ":")
    address = f"{day.address(page)}?kind=e_billing&from=2026-10-01"
    assert "Set the end of what began on 1 October 2026" in text_of(day.client.get(address))
    assert day.client.post(address, {"last_on": "2026-09-01"}).status_code == 422
    assert day.client.post(address, {"last_on": "2026-12-31"}).status_code == 302
    assert "1 October 2026 to 31 December 2026" in day.read(page)
    assert "Set the end of an arrangement" in day.read()


def test_what_does_not_fit_is_said_and_nothing_is_noted(day):
    page = f"arrangements/{day.contract}/"
    unnamed = text_of(day.send(page, **(NOTED | {"document": ""})), 422)
    assert "Nothing is said about the mandate" in unnamed
    early = text_of(day.send(page, **(NOTED | {"first_on": "2001-01-01"})), 422)
    assert "are not days of contract" in early
    for field in ("first_on", "last_on"):  # the day after the last one of the calendar is none
        never = text_of(day.send(page, **(NOTED | {field: "9999-12-31"})), 422)
        assert "This is not a day. Choose it, or type it as 2026-11-21." in never
    assert "Nothing is arranged for this contract." in day.read(page)


def test_only_an_agent_sees_it_and_for_a_contract_of_the_customer(day):
    page = day.address(f"arrangements/{day.contract}/")
    client = day.browser_of(day.home.person, second_factor=True)
    assert client.get(page).status_code == 404
    assert client.post(page, NOTED).status_code == 404
    assert day.client.get(day.address("arrangements/C-999999/")).status_code == 404


def test_direct_debit_follows_the_mandates_alone(day):
    page = f"arrangements/{day.contract}/"
    refused = text_of(day.send(page, **(NOTED | {"kind": "direct_debit"})), 422)
    assert "Nothing is arranged for this contract." in refused
