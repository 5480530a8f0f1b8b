"""The paper: what stands on it adds up, in the order of the law, and stays text."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from einvoice_samples import with_collection
from paper_samples import MEREL, PLEIN_MIDI, make_wide, read_inputs, sample_advance, sample_bill

from kwartier.billing.queries import list_components
from kwartier.documents.formats.pdf.paper import write_paper
from kwartier.documents.formats.pdf.places import find_outage_line
from kwartier.documents.types import DocumentKind


def read(facts, language="en"):
    with translation.override(language):
        return write_paper(replace(facts, language=language))


def blocks_of(paper, kind):
    """Every block of a kind, also those that stand beside each other."""
    found = []

    def walk(blocks):
        for block in blocks:
            if block["kind"] == "columns":
                for column in block["columns"]:
                    walk(column)
            elif block["kind"] == kind:
                found.append(block)

    for part in paper["text"]["sections"]:
        walk(part["blocks"])
    return found


def facts_of(paper):
    """The rows of each block of facts, its columns one after another."""
    return [
        [row for column in block["columns"] for row in column["rows"]]
        for block in blocks_of(paper, "facts")
    ]


def cents(text):
    """The amount of a text as it is printed; its minus is U+2212."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    return -int(digits) if text.startswith("−") else int(digits)


def headings(paper):
    return [(part["letter"], part["heading"]) for part in paper["text"]["sections"]]


def test_a_belgian_bill_has_the_order_of_the_law():
    assert headings(read(sample_bill())) == [
        ("A", "What is essential"),
        ("B", "To pay"),
        ("C", "A question?"),
        ("D", "Compare and change"),
        ("E", "Your consumption"),
        ("", "Every line"),
        ("", "VAT"),
    ]


@pytest.mark.parametrize("case", ["flemish-capacity", "flemish-three-registers", "walloon-hours"])
def test_components_make_the_total_and_advances_lead_to_the_balance(case):
    facts = sample_bill(case, advance_cents=4_300)
    (sums,) = blocks_of(read(facts), "sums")
    by_style = {}
    for row in sums["rows"]:
        by_style.setdefault(row["style"], []).append(cents(row["amount"]))
    assert sum(by_style["part"]) == by_style["total"][0] == facts.total_cents
    assert by_style["total"][0] + by_style["plain"][0] == facts.balance_cents
    assert by_style["result"] == [abs(facts.balance_cents)]


def test_a_rate_of_nothing_is_not_told():
    facts = sample_bill()
    empty = replace(facts.vat[0], vat_bp=0, base_cents=0, vat_cents=0)
    tables = blocks_of(read(replace(facts, vat=(empty, *facts.vat))), "table")
    (rates,) = [table for table in tables if table["heads"][1] == "Rate"]
    assert len(rates["rows"]) == len(facts.vat) + len(facts.advance_vat)


def test_the_social_tariff_is_named_where_it_is_the_price():
    facts = sample_bill()
    page = facts.bill
    lines = [replace(line, code="social_total") for line in page.statement.lines]
    kept = [line for line in lines if line.quantity]
    bill = replace(page, statement=replace(page.statement, lines=tuple(kept)))
    told = [row for rows in facts_of(read(replace(facts, bill=bill))) for row in rows]
    assert ["Price", "Social tariff"] in told
    assert ["Price", "Social tariff"] not in [row for rows in facts_of(read(facts)) for row in rows]


def test_a_business_adds_its_vat_to_what_it_cost_without():
    facts = sample_bill("business", category="professional", advance_cents=95_000)
    (sums,) = blocks_of(read(facts), "sums")
    parts = [cents(row["amount"]) for row in sums["rows"] if row["style"] == "part"]
    together, vat, _advances = [
        cents(row["amount"]) for row in sums["rows"] if row["style"] == "plain"
    ]
    assert sum(parts) == together
    assert together + vat == facts.total_cents


@pytest.mark.parametrize(
    "facts",
    [
        sample_bill(),
        sample_bill("business", category="professional"),
        sample_bill("french-peak-hours", issuer=PLEIN_MIDI),
        sample_bill(kind=DocumentKind.CREDIT_NOTE),
    ],
    ids=["household", "business", "french", "credit note"],
)
def test_lines_make_their_promise_and_promises_their_component(facts):
    (block,) = blocks_of(read(facts), "lines")
    shown = list_components(
        facts.bill.statement, with_vat=facts.issuer == MEREL and not facts.is_business
    )
    assert [part["head"][0] for part in block["components"]]
    for part, component in zip(block["components"], shown, strict=True):
        assert cents(part["head"][-1]) == component.cents
        left = {"promises": component.cents}
        for row in part["rows"]:
            amount = cents(row["cells"][-1])
            if row["style"] == "promise":
                assert not left.get("lines")
                left["promises"] -= amount
                # Only a promise that is told in parts has no price of its own.
                left["lines"] = 0 if row["cells"][2] else amount
            else:
                left["lines"] -= amount
        assert not any(left.values())


def test_what_goes_on_at_the_same_price_is_one_line_and_what_costs_nothing_is_none():
    facts = sample_bill()
    (block,) = blocks_of(read(facts), "lines")
    told = {row["cells"][0]: row for part in block["components"] for row in part["rows"]}
    excise = [line for line in facts.bill.statement.lines if line.code == "excise"]
    assert len([line for line in excise if line.quantity]) == 2
    assert told["Federal excise"]["cells"][1:] == [
        "3,500\u00a0kWh",
        "5.0329\u00a0c€/kWh",
        "€176.15",
    ]
    assert "Energy fund" not in told


def test_a_line_over_a_part_of_the_time_says_which():
    (block,) = blocks_of(read(sample_bill("business", category="professional")), "lines")
    names = [row["cells"][0] for part in block["components"] for row in part["rows"]]
    assert any(name.endswith(", 12 May 2025") for name in names)


def test_advances_are_listed_with_what_was_paid():
    facts = sample_bill(advance_cents=9_000, unpaid_count=2)
    paper = read(facts)
    first, second = (each for each in blocks_of(paper, "table") if "Still open" in each["heads"])
    assert len(first["rows"]) == len(second["rows"]) == 6
    assert [cents(text) for text in second["foot"][2:]] == [108_000, 90_000, 18_000]
    assert not any(
        "Still open" in each["heads"] for each in blocks_of(read(sample_bill()), "table")
    )
    strong = [block["text"] for block in blocks_of(paper, "text") if block["style"] == "strong"]
    assert any("€180.00 was not paid yet" in text for text in strong)


def test_who_gets_money_back_is_not_asked_to_pay():
    facts = sample_bill(advance_cents=15_000, kind=DocumentKind.CLOSING)
    paper = read(facts)
    assert facts.balance_cents < 0
    assert blocks_of(paper, "pay") == []
    assert paper["text"]["answer"].endswith("comes back to you")
    assert paper["text"]["title"] == "Final settlement S26-0000012"


def test_a_bill_that_comes_to_nothing_says_so():
    facts = sample_bill(advance_count=0)
    even = replace(facts, advances_cents=facts.total_cents, balance_cents=0)
    assert read(even)["text"]["answer"] == "Nothing to pay"
    assert [box["title"] for box in blocks_of(read(even), "box")] == ["Nothing to pay"]


def test_a_credit_note_names_what_it_takes_back_and_is_below_zero():
    paper = read(sample_bill(kind=DocumentKind.CREDIT_NOTE))
    assert paper["text"]["answer"] == "Bill S26-0000007 is taken back"
    assert "20 October 2026" in paper["text"]["below"]
    (sums,) = blocks_of(paper, "sums")
    assert sums["rows"][-1]["amount"].startswith("−")
    assert blocks_of(paper, "pay") == []


def test_an_advance_invoice_is_one_page_that_can_be_paid():
    facts = sample_advance()
    paper = read(facts)
    (pay,) = blocks_of(paper, "pay")
    assert ["Payment reference", facts.payment.reference] in pay["rows"]
    amounts = [cents(row["amount"]) for row in blocks_of(paper, "sums")[0]["rows"]]
    assert amounts[0] + amounts[1] == amounts[2] == 11_800


def test_a_business_reads_the_number_of_its_account_manager():
    paper = read(sample_bill("business", category="professional"))
    notes = [row for block in blocks_of(paper, "notes") for row in block["rows"]]
    assert [
        "Your key account manager",
        "An Lijster: +32 2 555 01 13, an.lijster@merel.example",
    ] in notes


def test_a_french_bill_says_what_french_law_wants():
    paper = read(sample_bill("french-peak-hours", issuer=PLEIN_MIDI))
    leads = {row[0] for block in blocks_of(paper, "notes") for row in block["rows"]}
    assert leads >= {
        "Price",
        "Read or estimated",
        "When a price changes",
        "Ways to pay",
        "Energy voucher",
        "If too much was paid",
        "Late payment",
        "End of the contract",
        "No power",
        "Receiving your bills",
    }
    essentials = dict(facts_of(paper)[0])
    assert essentials["Supply point (PDL)"] == "09999999999914"
    assert essentials["Off-peak hours"] == "22H02-6H02"
    assert essentials["Option"] == "Peak and off-peak hours"
    assert "SAS with a capital of €1,500,000.00" in paper["text"]["foot"]
    assert "RCS Montpellier 999 999 998" in paper["text"]["foot"]
    assert not any(letter for letter, _heading in headings(paper))


def test_a_french_business_reads_what_late_payment_costs():
    facts = sample_bill("french-peak-hours", issuer=PLEIN_MIDI, category="professional")
    notes = dict(row for block in blocks_of(read(facts), "notes") for row in block["rows"])
    assert "€40.00" in notes["Late payment"]
    assert "€50.00 or more is paid back within 15 days" in notes["If too much was paid"]
    assert "Energy voucher" not in notes


def test_the_use_of_the_grid_is_told_where_the_price_list_tells_it():
    shown = [row["label"] for row in blocks_of(read(french_with_grid()), "sums")[0]["rows"]]
    assert shown[3:7] == [
        "Together, without VAT",
        "Of which the subscription, without VAT",
        "Of which the consumption, without VAT",
        "Of which the use of the grid, without VAT",
    ]
    integrated = read(sample_bill("french-peak-hours", issuer=PLEIN_MIDI))
    labels = [row["label"] for row in blocks_of(integrated, "sums")[0]["rows"]]
    assert "Of which the use of the grid, without VAT" not in labels


def test_subscription_and_consumption_are_energy_and_network_together():
    facts = french_with_grid()
    amounts = {
        row["label"]: cents(row["amount"]) for row in blocks_of(read(facts), "sums")[0]["rows"]
    }
    shares = [
        amounts[f"Of which the {name}, without VAT"] for name in ("subscription", "consumption")
    ]
    assert sum(shares) == amounts["Energy and supply"] + amounts["Network"]
    assert min(shares) > 0


@pytest.mark.parametrize(
    ("balance_cents", "kind", "is_carried"),
    [
        (-2_499, DocumentKind.SETTLEMENT, True),
        (-2_500, DocumentKind.SETTLEMENT, False),
        (-2_499, DocumentKind.CLOSING, False),
    ],
)
def test_a_small_french_credit_goes_to_the_next_bill_while_there_is_one(
    balance_cents, kind, is_carried
):
    facts = sample_bill("french-peak-hours", issuer=PLEIN_MIDI)
    facts = replace(facts, balance_cents=balance_cents, kind=kind)
    (box,) = blocks_of(read(facts), "box")
    assert ("goes to your next bill" in box["text"]) is is_carried
    assert ("We pay" in box["text"]) is not is_carried


def test_a_contract_is_told_with_its_last_day():
    facts = sample_bill("french-peak-hours", issuer=PLEIN_MIDI)
    ended = replace(facts, contract=replace(facts.contract, until=date(2026, 11, 1)))
    told = [dict(rows).get("Contract until") for rows in facts_of(read(ended))]
    assert "31 October 2026" in told


def test_the_line_for_breakdowns_is_the_operators_own():
    assert find_outage_line("enedis", "34090") == "09 72 67 50 34"
    assert find_outage_line("enedis", "20000") == "09 72 67 50 20"
    assert find_outage_line("another", "34090") == ""


def french_with_grid():
    """A bill of the French brand whose price list tells the grid apart."""
    return sample_bill("flemish-capacity", issuer=PLEIN_MIDI)


def test_an_estimated_index_is_told():
    facts = sample_bill("french-peak-hours", issuer=PLEIN_MIDI)
    measured = tuple(
        replace(each, about=dict(each.about) | {"estimated": True}) for each in facts.bill.measured
    )
    paper = read(replace(facts, bill=replace(facts.bill, measured=measured)))
    notes = dict(row for block in blocks_of(paper, "notes") for row in block["rows"])
    assert notes["Read or estimated"].startswith("At least one index of this bill is estimated.")
    readings = next(block for block in blocks_of(paper, "table") if "State" in block["heads"])
    assert {row[4] for row in readings["rows"]} == {"estimated"}


def test_days_that_differ_stand_beside_their_index():
    facts = sample_bill()
    first, *others = facts.bill.measured
    days = replace(first.days, from_=first.days.from_ + 10)
    measured = (replace(first, days=days), *others)
    paper = read(replace(facts, bill=replace(facts.bill, measured=measured)))
    readings = next(block for block in blocks_of(paper, "table") if "State" in block["heads"])
    assert readings["heads"][2:6] == ["From", "Index at first", "Until", "Index at last"]
    together = next(block for block in blocks_of(read(facts), "table") if "State" in block["heads"])
    assert [head.replace("\u00a0", " ") for head in together["heads"]][2:4] == [
        "Index on 1 Jul 2025",
        "Index on 1 Jul 2026",
    ]


def test_every_meter_of_a_large_site_is_read():
    inputs = make_wide(read_inputs("business"), 20)
    paper = read(sample_bill("business", category="professional", inputs=inputs))
    readings = next(block for block in blocks_of(paper, "table") if "State" in block["heads"])
    assert len(readings["rows"]) == 40


def test_gas_is_told_with_what_a_cubic_meter_held():
    facts = sample_bill()
    point = replace(
        facts.contract.supply_point, energy="gas", calorific_micro_kwh_per_m3=11_250_000
    )
    paper = read(replace(facts, contract=replace(facts.contract, supply_point=point)))
    assert any("one m³ held 11.2500 kWh" in block["text"] for block in blocks_of(paper, "text"))
    assert paper["text"]["below"].startswith("Your gas from")


def test_without_months_there_is_no_picture():
    assert blocks_of(read(sample_bill(months=())), "months") == []


def test_the_months_say_what_changed():
    (months,) = blocks_of(read(sample_bill()), "months")
    assert months["finding"] == (
        "You used 3,380\u00a0kWh in these months, 7% less than a year earlier"
    )
    assert max(month["before_share"] for month in months["months"]) == 1


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize("issuer", [MEREL, PLEIN_MIDI], ids=["merel", "plein-midi"])
def test_every_language_and_brand_has_every_section(language, issuer):
    case = "french-peak-hours" if issuer.country == "FR" else "flemish-capacity"
    paper = read(sample_bill(case, issuer=issuer), language)

    assert len(headings(paper)) == (8 if issuer.country == "FR" else 7)


def test_what_we_collect_says_when_and_from_where_and_has_no_code():
    facts = sample_bill(advance_cents=4_300)
    collected = read(with_collection(facts, 10))
    (asks,) = blocks_of(read(facts), "pay")
    assert asks["code"].startswith("<svg")
    (told,) = blocks_of(collected, "pay")
    assert (told["title"], told["code"]) == ("We collect €656.25 on 25 November 2026", "")
    assert [value for _label, value in told["rows"]] == [
        "BE71 **** **** 6769",
        "M-100234-M10",
        "BE69ZZZ0123456749",
        facts.payment.reference,
    ]
    assert collected["text"]["answer"].startswith("€656.25, which we collect on ")
