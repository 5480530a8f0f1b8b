"""The market's published files, in small: both clock labels, clock Sundays, and what is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from energycore.clocks import year_start
from energycore.profiles import year_totals
from rulebooks.importers import (
    BadProfileFile,
    PublishedSeries,
    average_regions,
    build_imported,
    read_coefficients,
    read_gas_gos,
    read_rlp0n,
    read_slp_ex,
    read_spp,
)
from rulebooks.importers.cells import find_gln, find_instant, find_number
from rulebooks.importers.errors import letter_column

pytestmark = pytest.mark.slow

BRUSSELS = ZoneInfo("Europe/Brussels")
GLN = {"5414488000011": 2.0, "5414489000018": 1.0, "5414490000014": 3.0}
WALL = ["Year", "Month", "Day", "h", "Min", "Date"]


def local_year(year, step=900, hour=0):
    """The UTC instants of a local calendar year."""
    at = datetime(year, 1, 1, hour, tzinfo=BRUSSELS).astimezone(UTC)
    end = datetime(year + 1, 1, 1, hour, tzinfo=BRUSSELS).astimezone(UTC)
    count = int((end - at).total_seconds()) // step
    return [at + timedelta(seconds=step * place) for place in range(count)]


def clock_cells(at, label, *, wall=True):
    shown = (at + timedelta(hours=1 if label == "CET" else 0)).replace(tzinfo=None)
    local = at.astimezone(BRUSSELS)
    fields = [local.year, local.month, local.day, local.hour, local.minute]
    return [shown, *([*map(float, fields), str(local.date())] if wall else [])]


def shares_of(count, weight=1.0):
    raw = 5.0 + weight * np.sin(np.arange(count) * 2 * np.pi / 96)
    return raw / raw.sum()


def workbook(label="CET", year=2023, columns=None, step=900, hour=0):
    """Rows as in the yearly workbook: model, operator, GLN beside the clock's labels, values."""
    columns = GLN if columns is None else columns
    instants = local_year(year, step, hour)
    values = [shares_of(len(instants), weight) for weight in columns.values()]
    heads = [
        ["RLP0N", *[None] * 6, *["RLP0N"] * len(columns)],
        [None] * 7 + [f"Operator {place}" for place in range(len(columns))],
        [label, *WALL, *(float(name) if name.isdigit() else name for name in columns)],
    ]
    body = [
        [*clock_cells(at, label), *(float(column[place]) for column in values)]
        for place, at in enumerate(instants)
    ]
    return heads + body


@pytest.fixture(scope="module", params=["CET", "UTC"])
def rows(request):
    return workbook(request.param)


def test_both_clock_labels_give_the_same_instants(rows):
    series = read_rlp0n(rows, sheet="RLP96UbyDGO")
    assert [column.name for column in series] == list(GLN)
    assert series[0].label == "Operator 0"
    profile = build_imported(series[0], key="rlp0n.x", source="workbook")
    assert profile.first_day == year_start(2023)
    assert profile.until_day == year_start(2024)
    assert year_totals(profile) == {2023: 1.0}
    assert series[0].starts_at == int(datetime(2022, 12, 31, 23, tzinfo=UTC).timestamp())
    assert profile.quarters.quarters_count == 35_040


def test_clock_sundays_keep_their_hours(rows):
    profile = build_imported(read_rlp0n(rows, sheet="s")[0], key="k", source="")
    spring = year_start(2023) + 84
    autumn = year_start(2023) + 301
    flat = 1 / 35_040
    assert profile.fraction(spring, spring + 1) == pytest.approx(92 * flat, rel=0.05)
    assert profile.fraction(autumn, autumn + 1) == pytest.approx(100 * flat, rel=0.05)


def test_the_wall_clock_is_never_mistaken_for_the_instant():
    """A first column that follows summer time repeats or skips an hour, and is caught there."""
    rows = workbook()
    for row in rows[3:]:
        row[0] = datetime(*(int(field) for field in row[1:6]))  # noqa: DTZ001
    with pytest.raises(BadProfileFile, match="follow each other by 15 minutes") as found:
        read_rlp0n(rows, sheet="s")
    # 26 March 2023, 03:00 on the wall, right after 01:45.
    assert found.value.row == 3 + 84 * 96 + 8 + 1
    assert found.value.column == "A"


def test_a_label_that_does_not_fit_the_wall_clock_is_caught():
    rows = workbook("CET")
    rows[2][0] = "UTC"
    with pytest.raises(BadProfileFile, match="clock beside it") as found:
        read_rlp0n(rows, sheet="s")
    # All winter long the wall clock shows what the first column shows; in summer it gives it away.
    assert (found.value.row, found.value.column) == (3 + 84 * 96 + 8 + 1, "B")


def test_a_sheet_may_repeat_its_fixed_clock():
    rows = workbook("CET")
    for row in rows[3:]:
        at = row[0]
        row[1:6] = [at.year, at.month, at.day, at.hour, at.minute]
    assert len(read_rlp0n(rows, sheet="s")) == 3
    rows[2][0] = "UTC"
    with pytest.raises(BadProfileFile, match="starts on 1 January at 00:00"):
        read_rlp0n(rows, sheet="s")


def test_a_clock_that_is_no_clock_is_placed():
    rows = workbook("CET")
    rows[500][4] = None
    with pytest.raises(BadProfileFile, match="row 501, column B: the clock beside it"):
        read_rlp0n(rows, sheet="s")


def test_without_a_wall_clock_the_year_still_gives_the_wrong_label_away():
    rows = [[row[0], *[None] * 6, *row[7:]] for row in workbook("CET")]
    assert len(read_rlp0n(rows, sheet="s")) == 3
    rows[2][0] = "UTC"
    with pytest.raises(BadProfileFile, match="starts on 1 January at 00:00"):
        read_rlp0n(rows, sheet="s")


def test_an_unknown_clock_is_refused():
    rows = workbook()
    rows[2][0] = "Time"
    with pytest.raises(BadProfileFile, match=r"sheet s, column A: .*UTC or CET"):
        read_rlp0n(rows, sheet="s")


def test_trailing_empty_rows_do_not_matter(rows):
    assert len(read_rlp0n([*rows, [None] * 10], sheet="s")) == 3


def test_an_incomplete_year_is_refused(rows):
    with pytest.raises(BadProfileFile, match="2023 is not complete"):
        read_rlp0n(rows[:-1], sheet="s")


def test_a_sum_that_is_not_one_is_refused():
    rows = workbook()
    rows[10][8] *= 500
    with pytest.raises(BadProfileFile, match="column I: the shares of a year must add up to 1"):
        read_rlp0n(rows, sheet="s")


@pytest.mark.parametrize("cell", [None, "n/a", -1e-5, float("nan")])
def test_a_value_that_is_none_is_placed(cell):
    rows = workbook()
    rows[99][9] = cell
    with pytest.raises(BadProfileFile, match="sheet s, row 100, column J: not a share"):
        read_rlp0n(rows, sheet="s")


def test_a_short_row_is_placed():
    rows = workbook()
    rows[99] = rows[99][:9]
    with pytest.raises(BadProfileFile, match="row 100, column J: not a share or a power: None"):
        read_rlp0n(rows, sheet="s")


def test_an_instant_that_is_none_is_placed():
    rows = workbook()
    rows[50][0] = "soon"
    with pytest.raises(BadProfileFile, match="row 51, column A: not an instant: 'soon'"):
        read_rlp0n(rows, sheet="s")


def test_an_operator_may_come_twice_only_with_equal_values():
    rows = workbook()
    doubled = [[*row, row[7]] for row in rows]
    assert len(read_rlp0n(doubled, sheet="s")) == 3
    doubled = [[*row, row[8]] for row in rows]
    doubled[2][10] = rows[2][7]
    with pytest.raises(BadProfileFile, match="column K: the operator 5414488000011 comes twice"):
        read_rlp0n(doubled, sheet="s")


def test_an_older_file_has_one_column_without_a_number():
    instants = local_year(2023)
    shares = shares_of(len(instants))
    rows = [["Intercept", 1.0], ["RLPAU", 2.0], [], ["CoeffOne", 3.0], ["CET", *WALL, "RLPestU"]]
    rows += [[*clock_cells(at, "CET"), float(shares[place])] for place, at in enumerate(instants)]
    series = read_rlp0n(rows, sheet="Sheet1")
    assert [(column.name, column.label) for column in series] == [("RLPestU", "")]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "no row starts with an instant"),
        ([["CET", "x"], ["a", 1.0]], "no row starts with an instant"),
        ([[datetime(2023, 1, 1), 1.0]], "UTC or CET"),  # noqa: DTZ001
        ([["UTC"], [datetime(2022, 12, 31, 23), 1.0]], "a column of values is missing"),  # noqa: DTZ001
    ],
)
def test_other_sheets_are_refused(rows, sentence):
    with pytest.raises(BadProfileFile, match=sentence):
        read_rlp0n(rows, sheet="s")


@pytest.mark.parametrize("label", ["UTC", "CET"])
def test_the_exclusive_night_profile(label):
    rows = workbook(label, columns={"ENU": 4.0})
    series = read_slp_ex(rows, sheet=f"ENU_{label}")
    assert (series.name, series.values.size) == ("ENU", 35_040)
    with pytest.raises(BadProfileFile, match="the column ENU is missing"):
        read_slp_ex(workbook(label), sheet="s")


def test_the_solar_profile_is_power():
    rows = workbook("UTC", columns={"SPPExanteBE": 4.0})
    for row in rows[3:]:
        row[7] *= 4_119.94
    series = read_spp(rows, sheet="SPP_ex-ante_2023")
    assert [column.name for column in series] == ["SPPExanteBE"]
    profile = build_imported(series[0], key="spp.belgium", source="", unit="kwh_per_kwp")
    assert year_totals(profile)[2023] == pytest.approx(1_029.985)
    regions = {region.name: region for region in average_regions(series)}
    assert set(regions) == {"belgium", "flanders", "wallonia", "brussels"}


def test_the_gas_profile_is_hourly_and_its_year_starts_at_six():
    rows = workbook(columns={"GOS_TOTU": 1.0}, step=3_600, hour=6)
    series = read_gas_gos(rows, sheet="GOS")
    profile = build_imported(series, key="gas.gos", source="", day_start_hour=6)
    assert year_totals(profile) == {2023: 1.0}
    assert profile.quarters.quarters_count == 35_040
    hour = profile.quarters.shares[:4]
    assert hour == pytest.approx(np.full(4, series.values[0] / 4))
    with pytest.raises(BadProfileFile, match="1 January at 06:00"):
        read_gas_gos(workbook(columns={"GOS_TOTU": 1.0}, step=3_600), sheet="GOS")


def test_regions_are_the_mean_of_their_operators(rows):
    columns = read_rlp0n(rows, sheet="s")
    regions = {region.name: region for region in average_regions(columns)}
    assert set(regions) == {"belgium", "flanders", "brussels", "wallonia"}
    assert np.array_equal(regions["flanders"].values, columns[0].values)
    mean = sum(column.values for column in columns) / 3
    assert np.abs(regions["belgium"].values - mean).max() < 1e-18
    assert regions["belgium"].label == "mean of 3 operators"


def test_an_operator_of_no_known_region_is_refused():
    stranger = PublishedSeries("8714488000011", "", 0, 900, np.ones(1), "s")
    with pytest.raises(ValueError, match="8714488000011 belongs to no region"):
        average_regions([stranger])


def test_cells():
    assert find_number("0,25") == 0.25
    assert find_number(" 3.5 ") == 3.5
    assert find_number(datetime(2023, 1, 1)) is None  # noqa: DTZ001
    quarter = datetime(2023, 1, 1, 0, 15)  # noqa: DTZ001
    assert find_instant("2023-01-01 00:15") == quarter
    # A spreadsheet's serial day, a few microseconds short of the quarter.
    assert find_instant(44_927.010416666) == quarter
    assert find_instant("2023-01-01T00:15:00+01:00") is None
    assert find_instant(5_414_488_000_011.0) is None
    assert find_instant(float("inf")) is None
    assert find_gln(5_414_488_000_011.0) == find_gln("5414488000011") == "5414488000011"
    assert find_gln(5_414_488_000_011) == "5414488000011"
    assert find_gln(12.5) is None
    assert find_gln(None) is None
    assert [letter_column(place) for place in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]


HEADER = [
    "horodate",
    "sous_profil",
    "categorie",
    "coefficient_prepare",
    "coefficient_ajuste",
    "coefficient_dynamique",
]


def coefficients(year=2023, name="RES1_BASE", step=900, *, spill=0):
    """A year of coefficients, half-hourly values repeated, with `spill` steps of the next year."""
    paris = ZoneInfo("Europe/Paris")
    at = datetime(year, 1, 1, tzinfo=paris).timestamp()
    end = datetime(year + 1, 1, 1, tzinfo=paris).timestamp() + spill * step
    rows = []
    for place in range(int(end - at) // step):
        moment = datetime.fromtimestamp(at + place * step, paris).isoformat()
        half_hour = place * step // 1_800
        value = f"{1 + 0.3 * np.sin(half_hour / 24):.5f}"
        rows.append([moment, name, "RES", value, "1,0", None])
    return rows


@pytest.mark.parametrize("step", [900, 1_800])
def test_french_coefficients_become_years_of_shares(step):
    rows = [HEADER, *reversed(coefficients(step=step, spill=5)), [None], []]
    series = read_coefficients(rows, sheet="coefficients.csv")
    assert [(year.name, year.label, year.step_seconds) for year in series] == [
        ("RES1_BASE", "2023", step)
    ]
    profile = build_imported(
        series[0], key="fr.res1_base", source="open data", timezone="Europe/Paris"
    )
    assert year_totals(profile) == {2023: 1.0}
    assert profile.quarters.quarters_count == 35_040
    shares = profile.quarters.shares
    assert shares[0] == pytest.approx(shares[1], rel=1e-9)


def test_sub_profiles_and_coefficients_are_kept_apart():
    rows = [HEADER, *coefficients(), *coefficients(name="RES2_HP")]
    series = read_coefficients(rows, sheet="c", coefficient="coefficient_ajuste")
    assert [year.name for year in series] == ["RES1_BASE", "RES2_HP"]
    assert series[0].values == pytest.approx(np.full(35_040, 1 / 35_040))
    with pytest.raises(ValueError, match="is not one of"):
        read_coefficients(rows, sheet="c", coefficient="coefficient")


def test_what_is_wrong_with_coefficients_is_placed():
    good = coefficients()[:200]
    cases = [
        ([], "row 1: the column horodate is missing"),
        ([HEADER[1:], *good], "row 1: the column horodate is missing"),
        ([HEADER, ["2023-01-01T00:00:00", *good[0][1:]]], "row 2, column A: not an instant with"),
        ([HEADER, ["soon", *good[0][1:]]], "row 2, column A: not an instant with"),
        ([HEADER, [good[0][0], "RES1", "RES", "x"]], "row 2, column D: not a coefficient: 'x'"),
        ([HEADER, [good[0][0], "RES1"]], "row 2, column D: not a coefficient: None"),
        ([HEADER, good[0], good[0]], "row 3, column A: the same instant comes twice"),
        ([HEADER, *good[:5], *good[6:]], "row 7: a gap lies before this row of RES1_BASE"),
        ([HEADER, good[0]], "does not come by 15 or 30 minutes"),
        ([HEADER, good[0], good[4], good[8]], "does not come by 15 or 30 minutes"),
        ([HEADER, *good], "no calendar year is complete"),
        ([HEADER, *([*row[:3], "0", *row[4:]] for row in coefficients())], "is all zero"),
    ]
    for rows, sentence in cases:
        with pytest.raises(BadProfileFile, match=f"sheet c.*{sentence}"):
            read_coefficients(rows, sheet="c")
