"""From the bytes of a workbook to a registered profile, and the command that does it."""

import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import xlsxwriter
from django.apps import apps
from django.core.management import CommandError, call_command

from energycore.clocks import year_start
from energycore.profiles import LoadProfile, year_totals
from kwartier.metering.formats._arrow import _list_cells, list_columns
from kwartier.metering.formats.profile_folder import register_folder, save_profile
from kwartier.metering.formats.published_profiles import list_kinds, read_profiles
from kwartier.metering.formats.workbooks import (
    UnreadableWorkbook,
    list_sheets,
    read_delimited_rows,
    read_rows,
)
from rulebooks import profiles as desk

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture(autouse=True)
def _forget_imported():
    yield
    desk.forget_imported()


def write_workbook(sheets):
    """The bytes of an xlsx workbook with the given rows per sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return target.getvalue()


def year_rows(columns, *, year=2027, label="UTC", step=900, hour=0, factor=1.0):
    """A year as the workbooks print it: labels, then one row per step, flat values."""
    at = datetime(year, 1, 1, hour, tzinfo=BRUSSELS).astimezone(UTC)
    end = datetime(year + 1, 1, 1, hour, tzinfo=BRUSSELS).astimezone(UTC)
    count = int((end - at).total_seconds()) // step
    ahead = timedelta(hours=1 if label == "CET" else 0)
    rows = [[label, *[""] * 6, *columns]]
    for place in range(count):
        shown = (at + timedelta(seconds=place * step) + ahead).replace(tzinfo=None)
        rows.append([shown, *[""] * 6, *[factor / count] * len(columns)])
    return rows


def test_cells_keep_their_kind_and_their_precision():
    moment = datetime(2027, 1, 1, 0, 15)  # noqa: DTZ001
    content = write_workbook(
        {"A": [[], ["naïve", "", 5_414_488_000_011], [moment, 4.157003526243e-05, "x"]], "B": []}
    )
    assert list_sheets(content) == ("A", "B")
    assert read_rows(content, sheet="A") == [
        [None, None, None],
        ["naïve", None, 5_414_488_000_011.0],
        [moment, 4.157003526243e-05, "x"],
    ]
    assert read_rows(content, sheet="B") == []


@pytest.mark.parametrize("content", [b"", b"plain text", b"PK\x03\x04cut off"])
def test_what_is_no_workbook_is_said(content):
    with pytest.raises(UnreadableWorkbook, match="not a workbook"):
        list_sheets(content)


def test_a_missing_sheet_names_those_there_are():
    with pytest.raises(UnreadableWorkbook, match="no sheet 'C'; it has A, B") as found:
        read_rows(write_workbook({"A": [], "B": []}), sheet="C")
    assert (found.value.sheet, found.value.sheets) == ("C", ("A", "B"))


def test_delimited_text_in_three_encodings():
    wanted = [["année", None], ["1", "2,5"]]
    text = "année;\r\n1;2,5\r\n"
    for encoding in ("utf-8", "utf-8-sig", "latin-1"):
        assert list(read_delimited_rows(text.encode(encoding))) == wanted
    with pytest.raises(UnreadableWorkbook, match="not a text file"):
        list(read_delimited_rows(b"PK\x00"))


def test_columns_of_another_kind_are_refused():
    import fastexcel

    content = write_workbook({"A": [[True], [False]]})
    sheet = fastexcel.read_excel(content).load_sheet("A", header_row=None, dtypes="boolean")
    with pytest.raises(TypeError, match="not read here"):
        list_columns(sheet)


def test_a_column_of_nothing_has_its_length():
    assert _list_cells(b"n", SimpleNamespace(length=2)) == [None, None]
    assert _list_cells(b"u", SimpleNamespace(length=0)) == []


def test_an_operators_workbook_becomes_regions_and_operators():
    rows = year_rows([5_414_488_000_011, 5_414_490_000_014], label="CET")
    content = write_workbook({"Notes": [["read me"]], "RLP96UbyDGO": rows})
    profiles = {profile.key: profile for profile in read_profiles("rlp0n", content, source="w")}
    assert set(profiles) == {
        "rlp0n.belgium",
        "rlp0n.flanders",
        "rlp0n.wallonia",
        "rlp0n.5414488000011",
        "rlp0n.5414490000014",
    }
    assert all(year_totals(profile) == {2027: 1.0} for profile in profiles.values())


@pytest.mark.parametrize(
    ("kind", "sheets", "keys"),
    [
        ("slp_ex", {"ENU_CET": [], "ENU_UTC": year_rows(["ENU"])}, ["slp_ex.belgium"]),
        (
            "gas_gos",
            {"GOS": year_rows(["GOS_TOTU"], step=3_600, hour=6)},
            ["gas.gos"],
        ),
        (
            "spp",
            {"x": [], "SPP_ex-ante_2027": year_rows(["SPPExanteBE"], factor=4_120.0)},
            ["spp.belgium", "spp.flanders", "spp.brussels", "spp.wallonia"],
        ),
    ],
)
def test_the_other_workbooks(kind, sheets, keys):
    profiles = read_profiles(kind, write_workbook(sheets), source="workbook")
    assert [profile.key for profile in profiles] == keys
    total = 1_030.0 if kind == "spp" else 1.0
    assert [year_totals(profile)[2027] for profile in profiles] == pytest.approx(
        [total] * len(keys)
    )


def coefficients_csv(years=(2025, 2026)):
    zone = ZoneInfo("Europe/Paris")
    lines = ["horodate;sous_profil;categorie;coefficient_prepare"]
    at = datetime(years[0], 1, 1, tzinfo=zone).timestamp()
    end = datetime(years[-1] + 1, 1, 1, tzinfo=zone).timestamp()
    for place in range(int(end - at) // 1_800):
        moment = datetime.fromtimestamp(at + place * 1_800, zone).isoformat()
        lines.append(f"{moment};RES1_BASE;RES;1,02")
    return "\n".join(lines).encode()


def test_french_coefficients_give_one_profile_a_year():
    profiles = read_profiles("coefficients", coefficients_csv(), source="open data")
    assert [profile.key for profile in profiles] == ["fr.res1_base"] * 2
    assert {profile.timezone for profile in profiles} == {"Europe/Paris"}


def test_an_imported_file_answers_once_its_folder_is_registered(tmp_path, capsys):
    book = tmp_path / "RLP0N 2027.xlsx"
    book.write_bytes(write_workbook({"RLP96UbyDGO": year_rows([5_414_488_000_011])}))
    folder = tmp_path / "profiles"
    call_command("import_profiles", "rlp0n", str(book), "--folder", str(folder))
    assert "rlp0n.flanders: 2027-01-01 to 2028-01-01, kept in" in capsys.readouterr().out
    assert desk.get_profile("rlp0n.flanders").until_day == year_start(2027)
    register_folder(folder)
    profile = desk.get_profile("rlp0n.flanders")
    assert profile.until_day == year_start(2028)
    assert year_totals(profile)[2027] == pytest.approx(1.0)
    assert "imported from RLP0N 2027.xlsx" in profile.source
    assert not list(folder.glob("*.part"))


def test_years_of_a_folder_are_registered_in_order(tmp_path, settings):
    csv_file = tmp_path / "coefficients.csv"
    csv_file.write_bytes(coefficients_csv())
    settings.KWARTIER_PROFILES_DIR = tmp_path / "kept"
    call_command("import_profiles", "coefficients", str(csv_file), "--source", "open data 2027")
    register_folder(tmp_path / "kept")
    profile = desk.get_profile("fr.res1_base", quarters=True)
    assert year_totals(profile) == pytest.approx({2025: 1.0, 2026: 1.0})
    assert profile.source == "open data 2027"


def test_the_application_registers_its_folder_as_it_starts(tmp_path, settings):
    profile = LoadProfile(key="k", first_day=0, cumulative=np.array([0.0, 1.0]))
    save_profile(profile, folder=tmp_path)
    room = apps.get_app_config("metering")
    settings.KWARTIER_PROFILES_DIR = ""
    room.ready()
    assert "k" not in desk.list_profiles()
    settings.KWARTIER_PROFILES_DIR = str(tmp_path)
    room.ready()
    assert "k" in desk.list_profiles()


def test_a_folder_that_is_not_there_holds_nothing(tmp_path):
    assert register_folder(tmp_path / "nowhere") == []


def test_a_broken_file_of_the_folder_is_named(tmp_path):
    (tmp_path / "rlp0n.flanders.2027-01-01.npz").write_bytes(b"cut")
    with pytest.raises(ValueError, match=r"flanders\.2027-01-01\.npz: not a packed profile"):
        register_folder(tmp_path)


def test_the_same_profile_replaces_itself(tmp_path):
    profile = LoadProfile(key="k", first_day=0, cumulative=np.array([0.0, 1.0]))
    assert save_profile(profile, folder=tmp_path) == save_profile(profile, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["k.1970-01-01.npz"]


def test_the_command_says_what_is_wrong_and_where(tmp_path, settings):
    rows = year_rows([5_414_488_000_011])
    rows[99][7] = "n/a"
    book = tmp_path / "bad.xlsx"
    book.write_bytes(write_workbook({"RLP96UbyDGO": rows}))
    place = "bad.xlsx: sheet RLP96UbyDGO, row 100, column H: not a share or a power: 'n/a'"
    with pytest.raises(CommandError, match=place):
        call_command("import_profiles", "rlp0n", str(book), "--folder", str(tmp_path))
    with pytest.raises(CommandError, match="no sheet 'Other'"):
        call_command(
            "import_profiles", "rlp0n", str(book), "--folder", str(tmp_path), "--sheet", "Other"
        )
    with pytest.raises(CommandError, match=r"missing\.xlsx"):
        call_command(
            "import_profiles", "spp", str(tmp_path / "missing.xlsx"), "--folder", str(tmp_path)
        )
    settings.KWARTIER_PROFILES_DIR = None
    with pytest.raises(CommandError, match="give --folder, or set KWARTIER_PROFILES_DIR"):
        call_command("import_profiles", "rlp0n", str(book))


def test_kinds_are_listed():
    assert list_kinds() == ("rlp0n", "slp_ex", "spp", "gas_gos", "coefficients")
