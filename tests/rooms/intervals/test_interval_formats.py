"""A file of consumption is opened, bounded, and recognized by its content."""

import gzip
import io
import zipfile

import numpy as np
import pytest

from interval_files import write_gas, write_quarters
from kwartier.intervals import refusals
from kwartier.intervals.formats import LARGEST_MB, read_file
from kwartier.intervals.formats._cells import read_instant
from kwartier.intervals.formats._findings import quote
from kwartier.intervals.formats._local_times import face_of, locate
from kwartier.intervals.formats._unpacking import MOST_ELEMENTS, MOST_LINES, decode, unpack
from kwartier.intervals.formats._xml import read_instants

TEXT = write_quarters("2026-03-02", "2026-03-03").encode()


def pack(*names, content=TEXT):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"" if name.endswith("/") else content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        gzip.compress(TEXT),
        gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:]),
        pack("Verbruik.csv"),
        pack("folder/", "folder/Verbruik.csv", "__MACOSX/folder/._Verbruik.csv"),
    ],
    ids=["plain", "gzip", "gzip in two parts", "zip", "zip with folders"],
)
def test_a_packed_file_is_unpacked(content):
    assert read_file(content).series[0].values_wh.sum() == sum(range(100, 196))


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(TEXT)[:-20],
        gzip.compress(TEXT)[:20] + b"?" * 40,
        gzip.compress(b"") * 10_000 + gzip.compress(TEXT),
        pack("a.csv")[:-40],
        pack("a.csv").replace(pack("a.csv")[50:60], b"0123456789"),
    ],
    ids=["gzip cut", "gzip spoiled", "gzip of thousands", "zip cut", "zip spoiled"],
)
def test_a_broken_archive_is_refused(content):
    with pytest.raises(refusals.ArchiveUnreadable):
        read_file(content)


def test_an_archive_with_a_password_is_refused():
    content = bytearray(pack("a.csv"))
    content[6] |= 1  # the flag in the member's header, and the one in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(refusals.ArchiveUnreadable):
        read_file(bytes(content))


@pytest.mark.parametrize("names", [(), ("folder/",), ("a.csv", "b.csv")])
def test_an_archive_holds_one_file(names):
    with pytest.raises(refusals.ArchiveHoldsSeveral) as refused:
        read_file(pack(*names))
    assert refused.value.params["count"] == len([name for name in names if "/" not in name])


@pytest.mark.parametrize("wrap", [gzip.compress, lambda content: pack("a", content=content), bytes])
def test_no_more_than_a_bounded_size_is_read(wrap):
    with pytest.raises(refusals.FileTooLarge):
        unpack(wrap(b"0" * (LARGEST_MB * 1_000_000 + 1)))


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n", "\n".encode("utf-16-le")])
def test_a_file_of_line_ends_is_refused_before_it_takes_memory(end):
    most = unpack(end * MOST_LINES)
    assert len(most) == len(end) * MOST_LINES
    with pytest.raises(refusals.FileTooLarge) as refused:
        unpack(most + end)
    assert refused.value.params == {"limit_mb": LARGEST_MB, "limit_lines": 5}


@pytest.mark.parametrize("one", [b"<a/>", b"<a></a>", b"{},"])
def test_a_file_of_empty_elements_is_refused_before_it_takes_memory(one):
    most = unpack(one * MOST_ELEMENTS)
    with pytest.raises(refusals.FileTooLarge):
        unpack(most + one)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"\0" * 9000, b"%PDF-1.7", b"<html></html>", b"a;b;c\n1;2;3"]
)
def test_what_is_none_of_ours_is_refused_with_what_it_begins_with(content):
    with pytest.raises(refusals.FormatUnknown) as refused:
        read_file(content)
    assert len(refused.value.params["beginning"]) <= 41


def test_an_archive_in_an_archive_stays_one():
    with pytest.raises(refusals.FormatUnknown):
        read_file(pack("a.zip", content=pack("a.csv")))


def test_letters_are_read_in_what_they_were_written():
    for name in ("utf-8", "utf-8-sig", "utf-16", "windows-1252"):
        assert decode("m³ – é".encode(name)) == "m³ – é"
    assert decode(b"\xfe\xff" + "m³".encode("utf-16-be")) == "m³"
    assert decode("\ufeffm³".encode("utf-8-sig").decode("latin-1").encode("latin-1")) == "\ufeffm³"
    assert decode(b"\x81m") == "\N{REPLACEMENT CHARACTER}m"
    gas = write_gas("2026-03-02", "2026-03-03")
    for name in ("utf-8", "utf-16", "windows-1252"):
        assert len(read_file(gas.encode(name)).series[0].starts) == 24


def test_a_quoted_cell_is_short_and_can_be_seen():
    assert quote("a\0b") == "a\N{REPLACEMENT CHARACTER}b"
    assert quote("x" * 50) == "x" * 40 + "…"
    assert quote(7) == 7


def test_instants_need_their_offset_and_whole_seconds():
    assert read_instant("2026-03-02T00:00:00+01:00") == 1772406000
    for wrong in ("2026-03-02T00:00:00", "2026-03-02T00:00:00.5Z", "1999-01-01T00:00Z", "?"):
        assert read_instant(wrong) == -2
    # No clock is away from UTC by seven minutes, nor is the one of a stamp read with the others.
    slips = ["2026-03-02T00:07:00+01:07", "2026-03-02T00:00:00+01:00"]
    assert read_instants(slips).tolist() == [-2, 1772406000]
    assert read_instant("2026-03-02T04:45:00+05:45") == 1772406000


def test_a_header_longer_than_any_line_is_not_cut_into_columns():
    found = read_file(
        b"ean,direction,start,step_minutes,wh,state" + b",a" * 5_000 + b"\n1,2\n"
    ).findings
    assert [(each.line, each.code) for each in found][:2] == [(1, "too_long"), (1, "empty")]


def test_faces_and_instants_of_a_year_agree():
    starts = np.arange(1767222000, 1798758000, 900, dtype=np.int64)
    faces = face_of(starts, "Europe/Brussels")
    local = locate(faces // 86_400, faces % 86_400, "Europe/Brussels")
    assert ((local.at == starts) | (local.again_at == starts)).all()
    assert local.is_double.sum() == 8
    assert not local.is_skipped.any()
    assert len(face_of(starts[:0], "Europe/Brussels")) == 0
    assert len(locate(starts[:0], starts[:0], "Europe/Brussels").at) == 0
