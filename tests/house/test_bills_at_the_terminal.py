"""`kwartier bill`: a quote's bundle recomputes, a changed one is told apart, a bad file is a sentence."""

import json

import jsonschema_rs
import pytest
from house_files import ROOT

from kwartier.config.command import main

CASE = ROOT / "docs" / "reference" / "cases" / "flemish-capacity.toml"


@pytest.fixture
def bundle(tmp_path, capsys):
    """The bundle of a quote, as somebody would keep it."""
    assert main(["bill", "quote", str(CASE), "--json"]) == 0
    path = tmp_path / "bundle.json"
    path.write_text(capsys.readouterr().out)
    return path


def test_a_quote_and_its_bundle_say_the_same(bundle, capsys):
    assert main(["bill", "recompute", str(bundle)]) == 0
    again = capsys.readouterr().out
    assert "Every line, every rate of VAT and the total are what the bundle says." in again
    main(["bill", "quote", str(CASE)])
    assert capsys.readouterr().out.strip() in again


@pytest.mark.parametrize("case", sorted(CASE.parent.glob("*.toml")), ids=lambda path: path.stem)
def test_the_bundle_of_every_worked_case_is_as_its_schema_says(case, capsys):
    schema = json.loads((CASE.parent.parent / "bundle.schema.json").read_text())
    assert main(["bill", "quote", str(case), "--json"]) == 0
    bundle = json.loads(capsys.readouterr().out)
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(bundle)


def test_a_bundle_names_what_it_is_of(bundle):
    facts = json.loads(bundle.read_text())["facts"]
    assert facts["title"].startswith("A Flemish household")
    assert facts["source"]


def test_a_changed_figure_is_told_with_its_place(bundle, capsys):
    document = json.loads(bundle.read_text())
    total = document["statement"]["total_eur"]
    document["statement"]["total_eur"] = "1"
    bundle.write_text(json.dumps(document))
    assert main(["bill", "recompute", str(bundle)]) == 1
    said = capsys.readouterr().out
    assert f"statement.total_eur: the bundle says 1, computed is {total}" in said
    assert "1 figures differ" not in said
    assert "1 figure differs from what the bundle says." in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "file: it is empty."),
        ('{"period": 1, "period": 2}', "file: the name 'period' stands twice in one object."),
        ("[1]", "file: an object is expected."),
        ("{", "file: it cannot be read: "),
        ("[" * 100_000, "file: it cannot be read: "),
        ("date;kwh\n", "file: it cannot be read: as JSON, "),
        ('{"supply_point": {}}', "file: it is a case: price it by `kwartier bill quote "),
        ("{}", "format: it is missing."),
    ],
)
def test_what_is_no_bundle_is_one_sentence(tmp_path, capsys, content, said):
    path = tmp_path / "bundle.json"
    path.write_text(content)
    assert main(["bill", "recompute", str(path)]) == 1
    found = capsys.readouterr()
    assert f"{path}: {said}" in found.err
    assert found.err.strip().endswith("Nothing was calculated.")
    assert found.out == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'operator = "fluvius_antwerpen"',
            'operator = "moon"',
            "supply_point.operator: 'moon' is not one of fluvius_antwerpen, ",
        ),
        ("until = 2026-07-01", "until = 2027-07-01", "period: the parameter be.fluvius"),
        ("2026-07-01", "2027-07-01", "is known until 2026-12-31, not on 2027-01-01: review"),
        (
            'kwh = "3500"',
            'kwh = "999999999"',
            "energy_total: 515275743.353 kWh at one price could come to more than 4.6 million euro",
        ),
        (
            'fixed_fee_eur_per_year = "61.32"',
            'fixed_fee_eur_per_year = "900000"',
            "cards[0].fixed_fee_eur_per_year: it is beyond what a fee can be: 10,000 euro a year",
        ),
        (
            'kwh = "3500"',
            'm3 = "300"\nkwh_per_m3 = "11.5"',
            "volumes[0].m3: only gas is counted in cubic meters; give kwh",
        ),
        ('kwh = "3500"', 'kwh = "99999999999999"', "volumes[0].kwh: '99999999999999' is too large"),
        ('eur_per_kwh = { total = "0.1312" }', 'eur_per_kwh = { day = "0.1" }', "total"),
    ],
)
def test_a_case_that_cannot_be_priced_is_one_sentence(tmp_path, capsys, old, new, said):
    text = CASE.read_text()
    assert old in text
    path = tmp_path / "case.toml"
    path.write_text(text.replace(old, new))
    assert main(["bill", "quote", str(path)]) == 1
    found = capsys.readouterr()
    assert said in found.err
    assert "The form of a case stands in docs/reference/quotes.md." in found.err
    assert found.err.count("\n") == 1


def test_a_file_that_is_not_there_is_named(capsys):
    assert main(["bill", "quote", "nowhere.toml"]) != 0
    assert "nowhere.toml: No such file or directory" in capsys.readouterr().err


def test_a_file_beyond_reason_is_not_read(tmp_path, capsys):
    path = tmp_path / "large.json"
    with path.open("wb") as large:
        large.truncate(60_000_000)
    assert main(["bill", "recompute", str(path)]) == 1
    assert "it is larger than 50000000 bytes" in capsys.readouterr().err


def test_a_bundle_is_no_case(bundle, capsys):
    assert main(["bill", "quote", str(bundle)]) == 1
    said = capsys.readouterr().err
    assert f"it is a bundle: make it again by `kwartier bill recompute {bundle}`" in said


def test_a_file_that_is_no_text_is_told(tmp_path, capsys):
    path = tmp_path / "case.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert main(["bill", "quote", str(path)]) == 1
    assert "it is no text in UTF-8" in capsys.readouterr().err
