"""CODA and camt, read as they were written; what is broken is refused with its place."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from kwartier.banking import refusals
from kwartier.banking.formats import read_statements
from kwartier.banking.types import DetailLine, EntryLine, FileFormat, StatementLines
from kwartier.demo.bank import write_camt, write_coda

DAY = date(2026, 11, 20)
IBAN = "BE68539007547034"
DAYS = st.dates(date(2021, 1, 2), date(2031, 12, 30))
CENTS = st.integers(1, 99_999_999)
SIGNS = st.characters(codec="windows-1252", exclude_categories=("C", "Z"), exclude_characters="<&>")


def words(longest):
    """Text as a bank passes it on: no blanks at its ends, and never two of them."""
    word = st.text(SIGNS, min_size=1, max_size=longest // 4)
    return st.lists(word, max_size=3).map(" ".join).map(lambda text: text[:longest].strip())


def identifiers(longest):
    return st.from_regex(rf"[A-Z0-9]{{0,{longest}}}", fullmatch=True)


@st.composite
def details(draw, *, sign, cents):
    kind = draw(st.sampled_from(["free", "structured", "collection", "returned"]))
    is_debit = kind in ("collection", "returned")
    return DetailLine(
        place="",
        amount_cents=sign * cents,
        structured=draw(st.from_regex(r"[0-9]{12}", fullmatch=True))
        if kind == "structured"
        else "",
        free_text="" if kind == "structured" else draw(words(62 if is_debit else 320)),
        end_to_end_id=draw(identifiers(35)),
        mandate=f"M{draw(identifiers(20))}" if is_debit else "",
        counterpart_name=draw(words(35)),
        counterpart_iban=draw(
            st.sampled_from(["", "BE71096123456769", "FR1420041010050500013M02606"])
        ),
        counterpart_bic=draw(st.sampled_from(["", "GKCCBEBB", "BNPAFRPPXXX"])),
        return_type="return" if kind == "returned" else "",
        return_reason=draw(st.sampled_from(["AM04", "MD06"])) if kind == "returned" else "",
    )


@st.composite
def entries(draw, *, of_camt):
    sign = draw(st.sampled_from([1, -1]))
    amounts = draw(st.lists(CENTS, min_size=1, max_size=3))
    total = sum(amounts)
    is_batch = len(amounts) > 1
    is_whole = is_batch and draw(st.booleans())
    parts = tuple(draw(details(sign=sign, cents=cents)) for cents in amounts)
    if is_whole:
        parts = (DetailLine(place="", amount_cents=sign * total),)
    return EntryLine(
        place="",
        amount_cents=sign * total,
        booked_on=draw(DAYS),
        value_on=draw(st.none() | DAYS),
        bank_reference=draw(identifiers(21)),
        code="PMNT-RCDT-ESCT" if of_camt else ("10150000" if is_batch else "00150000"),
        details=parts,
        is_whole=is_whole,
    )


@st.composite
def statements(draw, *, of_camt=False):
    moved = tuple(draw(st.lists(entries(of_camt=of_camt), max_size=4)))
    opening_cents = draw(st.integers(-10_000_000, 10_000_000))
    opened_on, closed_on = sorted((draw(DAYS), draw(DAYS)))
    return StatementLines(
        place="",
        iban=IBAN,
        currency="EUR",
        number=draw(st.none() | st.integers(1, 999)),
        opened_on=opened_on,
        closed_on=closed_on,
        opening_cents=opening_cents,
        closing_cents=opening_cents + sum(each.amount_cents for each in moved),
        entries=moved,
        bic="" if of_camt else "GKCCBEBB",
    )


def without_places(statement):
    return replace(
        statement,
        place="",
        entries=tuple(
            replace(each, place="", details=tuple(replace(d, place="") for d in each.details))
            for each in statement.entries
        ),
    )


@settings(max_examples=40)
@given(st.lists(statements(), min_size=1, max_size=2))
def test_coda_is_read_as_it_was_written(written):
    found = read_statements(write_coda(*written))
    assert found.format == FileFormat.CODA
    assert [without_places(each) for each in found.statements] == written


@settings(max_examples=40)
@given(st.lists(statements(of_camt=True), min_size=1, max_size=2), st.integers(2, 8))
def test_camt_is_read_as_it_was_written_in_all_versions(written, version):
    found = read_statements(write_camt(*written, version=f"{version:02d}"))
    assert found.format == FileFormat.CAMT_053
    assert [without_places(each) for each in found.statements] == written


def pay(cents, **said):
    detail = DetailLine(place="", amount_cents=cents, **said)
    return EntryLine(
        place="",
        amount_cents=cents,
        booked_on=DAY,
        value_on=DAY,
        bank_reference="R1",
        code="00150000",
        details=(detail,),
    )


def make(*moved, **changes):
    given_values = {
        "place": "",
        "iban": IBAN,
        "currency": "EUR",
        "number": 12,
        "opened_on": DAY - timedelta(days=1),
        "closed_on": DAY,
        "opening_cents": 100_000,
        "closing_cents": 100_000 + sum(each.amount_cents for each in moved),
        "entries": moved,
    }
    return StatementLines(**{**given_values, **changes})


BATCH = replace(
    pay(30_000),
    code="10150000",
    details=(
        DetailLine(place="", amount_cents=10_000, structured="190000001296"),
        DetailLine(place="", amount_cents=20_000, free_text="second"),
    ),
)
GOOD = write_coda(make(pay(5_000, free_text="été", counterpart_iban=IBAN), BATCH, pay(-700)))
# 0, 1, 2.1, 2.2, 2.3, the batch, its two parts, a debit, 8, 9
LINES = GOOD.split(b"\r\n")[:-1]


def change(number, at, text):
    """The good file with other signs from a place (counted from 1, as the standard does) on."""
    lines = list(LINES)
    line = lines[number - 1]
    lines[number - 1] = line[: at - 1] + text + line[at - 1 + len(text) :]
    return b"\r\n".join(lines)


BROKEN_CODA = {
    "a line is missing": (b"\r\n".join(LINES[:5] + LINES[6:]), refusals.CountDiffers, "line 10"),
    "a part is missing": (b"\r\n".join(LINES[:7] + LINES[8:]), refusals.TotalsDiffer, "line 6"),
    "the end is missing": (b"\r\n".join(LINES[:-1]), refusals.FileTruncated, "line 10"),
    "the balance is missing": (b"\r\n".join(LINES[:-2]), refusals.FileTruncated, "line 9"),
    "only a header": (LINES[0], refusals.FileTruncated, "line 1"),
    "half a line": (GOOD[:400], refusals.FileTruncated, "line 4"),
    "a short line inside": (
        b"\r\n".join([*LINES[:3], LINES[3][:100], *LINES[4:]]),
        refusals.RecordBroken,
        "line 4",
    ),
    "saved as UTF-8": (
        GOOD.decode("windows-1252").encode(),
        refusals.WrongCharacters,
        "line 3",
    ),
    "saved with a mark of UTF-8": (
        b"\xef\xbb\xbf" + GOOD.replace(b"\xe9", b"e"),
        refusals.WrongCharacters,
        "line 1",
    ),
    "the 29th of February of a common year": (
        change(3, 116, b"290227"),
        refusals.RecordBroken,
        "line 3",
    ),
    "a sign that windows-1252 has not": (
        change(3, 70, b"\x81"),
        refusals.WrongCharacters,
        "line 3",
    ),
    "a NUL": (change(3, 70, b"\0"), refusals.WrongCharacters, "line 3"),
    "CODA 1": (change(1, 128, b"1"), refusals.RecordBroken, "line 1"),
    "in dollars": (change(2, 40, b"USD"), refusals.CurrencyNotKept, "line 2"),
    "another account at its end": (change(10, 5, b"BE69"), refusals.RecordBroken, "line 10"),
    "a wrong new balance": (change(10, 43, b"000000000134310"), refusals.TotalsDiffer, "line 10"),
    "wrong credits": (change(11, 38, b"000000000350010"), refusals.TotalsDiffer, "line 11"),
    "wrong debits": (change(11, 23, b"000000000007010"), refusals.TotalsDiffer, "line 11"),
    "a wrong count": (change(11, 17, b"000010"), refusals.CountDiffers, "line 11"),
    "another file should follow": (change(11, 128, b"1"), refusals.FileTruncated, "line 11"),
    "no end code": (change(11, 128, b" "), refusals.RecordBroken, "line 11"),
    "more behind the last": (GOOD + GOOD, refusals.RecordBroken, "line 11"),
    "parts of a cent": (change(3, 47, b"1"), refusals.RecordBroken, "line 3"),
    "letters in an amount": (change(3, 40, b"x"), refusals.RecordBroken, "line 3"),
    "a sign that is none": (change(3, 32, b"2"), refusals.RecordBroken, "line 3"),
    "the 31st of February": (change(3, 116, b"310226"), refusals.RecordBroken, "line 3"),
    "no day": (change(3, 116, b"000000"), refusals.RecordBroken, "line 3"),
    "no transaction code": (change(3, 54, b"        "), refusals.RecordBroken, "line 3"),
    "a part of another movement": (change(4, 3, b"0009"), refusals.RecordBroken, "line 4"),
    "a hole in the movements": (change(9, 3, b"0004"), refusals.RecordBroken, "line 9"),
    "a record 2.9": (change(4, 2, b"9"), refusals.RecordBroken, "line 4"),
    "begins with a part": (change(3, 2, b"2"), refusals.RecordBroken, "line 3"),
    "an unknown kind of account": (change(2, 2, b"7"), refusals.RecordBroken, "line 2"),
    "letters as Belgian number": (change(2, 2, b"0"), refusals.RecordBroken, "line 2"),
}


@pytest.mark.parametrize("name", BROKEN_CODA)
def test_a_broken_coda_is_refused_with_its_line(name):
    content, refusal, place = BROKEN_CODA[name]
    with pytest.raises(refusal) as refused:
        read_statements(content)
    assert refused.value.params["place"] == place
    assert place in refused.value.say()


@pytest.mark.parametrize("ends", [b"\n", b"\r"])
def test_lines_of_coda_end_as_a_program_saves_them(ends):
    assert read_statements(GOOD.replace(b"\r\n", ends)) == read_statements(GOOD)


def test_where_a_file_breaks_is_said_in_the_language_of_the_reader(monkeypatch):
    """Beside the words of a sentence its place and its sum are translated; programs read English."""
    dutch = {"line %(number)s": "regel %(number)s", "new balance": "nieuw saldo"}
    monkeypatch.setattr(translation._trans, "gettext", lambda text: dutch.get(text, text))
    params = {"what": "new balance", "told": "1.00", "summed": "2.00", "place": "line 7"}
    refusal = refusals.TotalsDiffer(params=params)
    assert "nieuw saldo: the file says 1.00" in refusal.say()
    assert "(regel 7)" in refusal.say()
    assert refusal.params == params
    other = refusals.TotalsDiffer(params={**params, "what": "a sum of before"})
    assert "a sum of before: the file says" in other.say()


def test_coda_of_many_kinds():
    """Belgian numbers, information records, card numbers, corrections: what no round trip writes."""
    lines = [line.decode("windows-1252") for line in LINES]
    belgian = "539007547034 EUR0BE".ljust(37)
    lines[1] = f"10{lines[1][2:5]}{belgian}{lines[1][42:]}"
    lines[9] = f"8{lines[9][1:4]}{belgian}{lines[9][41:]}"
    lines[1] = lines[1][:1] + "0" + lines[1][2:]
    told = lines[2][:61] + "1" + "103" + "000012345678".ljust(50) + lines[2][115:]
    lines[2] = told[:53] + "00399000" + told[61:]
    info = (
        "31"
        "00010001"
        + "R1".ljust(21)
        + "00399000"
        + "1"
        + "001"
        + "A name that is longer than 35 characters".ljust(70)
    )
    info = info.ljust(125) + "1 1"
    more = "32" + "00010001" + "Main street 1".ljust(105)
    free = "4 00010000".ljust(32) + "Our office is closed.".ljust(80)
    lines[5:5] = [
        info.ljust(128),
        more.ljust(125) + "0 1",
        ("31" + "00010002" + " " * 29 + "0" + "further words").ljust(125) + "0 0",
    ]
    lines[-1] = lines[-1][:16] + f"{12:06d}" + lines[-1][22:]
    lines[-1:-1] = [free.ljust(128)]
    (found,) = read_statements("\n".join(lines).encode("windows-1252")).statements
    first = found.entries[0]
    assert found.iban == IBAN
    assert first.is_reversal
    assert first.details[0].counterpart_name == "A name that is longer than 35 characters"
    assert first.details[0].free_text == "000012345678 further words"


CAMT = write_camt(make(pay(5_000), BATCH, pay(-700))).decode()
LESS = CAMT.replace("<NbOfTxs>2</NbOfTxs>", "<NbOfTxs>3</NbOfTxs>")
BOMB = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdef")
)
SUMMARY = "<TxsSummry>{}</TxsSummry><Ntry>"
BROKEN_CAMT = {
    "cut off": (CAMT[:900], refusals.FileTruncated),
    "no XML": (CAMT.replace("</Ntry>", "</Entry>", 1), refusals.RecordBroken),
    "a document type": (
        CAMT.replace("<Document", '<!DOCTYPE x [<!ENTITY a "b">]><Document', 1),
        refusals.UnsafeXml,
    ),
    "a bomb of entities": (
        CAMT.replace("<Document", f"<!DOCTYPE x [{BOMB}]><Document", 1).replace("M1", "&f;"),
        refusals.UnsafeXml,
    ),
    "an entity from elsewhere": (
        CAMT.replace("<Document", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><Document', 1),
        refusals.UnsafeXml,
    ),
    "a total below nothing": (
        CAMT.replace("<Ntry>", SUMMARY.format("<TtlCdtNtries><Sum>-350</Sum></TtlCdtNtries>"), 1),
        refusals.RecordBroken,
    ),
    "an amount below nothing": (CAMT.replace(">50.00<", ">-50.00<", 1), refusals.RecordBroken),
    "camt.052": (CAMT.replace("camt.053", "camt.052"), refusals.FileUnknown),
    "version 14": (CAMT.replace("001.08", "001.14"), refusals.FileUnknown),
    "no document": ("<Letter/>", refusals.FileUnknown),
    "in dollars": (CAMT.replace("<Ccy>EUR", "<Ccy>USD"), refusals.CurrencyNotKept),
    "an entry in dollars": (
        CAMT.replace('<Ntry><Amt Ccy="EUR"', '<Ntry><Amt Ccy="USD"', 1),
        refusals.CurrencyNotKept,
    ),
    "no account": (CAMT.replace("IBAN>", "Iban>"), refusals.RecordBroken),
    "no balance": (CAMT.replace("CLBD", "ITBD"), refusals.RecordBroken),
    "a wrong balance": (CAMT.replace("1343.00", "1343.01"), refusals.TotalsDiffer),
    "a wrong part": (CAMT.replace(">100.00<", ">100.01<"), refusals.TotalsDiffer),
    "fewer parts than told": (LESS, refusals.CountDiffers),
    "no amount": (CAMT.replace(">50.00<", ">fifty<", 1), refusals.RecordBroken),
    "parts of a cent": (CAMT.replace(">50.00<", ">50.001<", 1), refusals.RecordBroken),
    "an amount that no books hold": (
        CAMT.replace(">50.00<", ">5000000000000.00<", 1),
        refusals.RecordBroken,
    ),
    "no statement": (
        CAMT[: CAMT.index("<Stmt>")] + "</BkToCstmrStmt></Document>",
        refusals.RecordBroken,
    ),
    "an old balance of a later day": (
        CAMT.replace("2026-11-19</Dt></Dt></Bal>", "2026-11-21</Dt></Dt></Bal>", 1),
        refusals.RecordBroken,
    ),
    "no side": (CAMT.replace(">CRDT<", ">CREDIT<"), refusals.RecordBroken),
    "no day": (
        CAMT.replace("<BookgDt><Dt>2026-11-20", "<BookgDt><Dt>20/11"),
        refusals.RecordBroken,
    ),
    "a long identifier": (CAMT.replace("NOTPROVIDED", "X" * 36), refusals.RecordBroken),
    "wrong characters": (CAMT.replace("M1", "\udce9"), refusals.WrongCharacters),
    "a wrong number of entries": (
        CAMT.replace(
            "<Ntry>", SUMMARY.format("<TtlNtries><NbOfNtries>4</NbOfNtries></TtlNtries>"), 1
        ),
        refusals.CountDiffers,
    ),
    "wrong credits": (
        CAMT.replace("<Ntry>", SUMMARY.format("<TtlCdtNtries><Sum>350.01</Sum></TtlCdtNtries>"), 1),
        refusals.TotalsDiffer,
    ),
}


@pytest.mark.parametrize("name", BROKEN_CAMT)
def test_a_broken_camt_is_refused(name):
    content, refusal = BROKEN_CAMT[name]
    with pytest.raises(refusal) as refused:
        read_statements(content.encode(errors="surrogateescape"))
    assert refused.value.say_all()


HARMLESS = {
    "lines end as on other machines": lambda: GOOD.replace(b"\r\n", b"\n"),
    "blank lines behind it": lambda: GOOD + b"\r\n\r\n\x1a",
    "a mark before XML": lambda: b"\xef\xbb\xbf" + CAMT.encode(),
    "UTF-16": lambda: CAMT.replace('"UTF-8"', '"UTF-16"').encode("utf-16"),
    "latin-1": lambda: CAMT.replace('"UTF-8"', '"ISO-8859-1"').encode("latin-1"),
    "figures longer than figures are": lambda: CAMT.replace(
        "<ElctrncSeqNb>12", "<ElctrncSeqNb>" + "1" * 5_000
    ).encode(),
    "a code longer than codes are": lambda: CAMT.replace(
        "<BkTxCd><Domn><Cd>00150000", f"<BkTxCd><Domn><Cd>{'P' * 99}"
    ).encode(),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_only_unusual_is_read(name):
    (found,) = read_statements(HARMLESS[name]()).statements
    assert [each.amount_cents for each in found.entries] == [5_000, 30_000, -700]
    assert found.number in (12, None)
    assert all(len(each.code) <= 35 for each in found.entries)


@pytest.mark.parametrize("write", [write_coda, write_camt])
def test_a_leap_day_a_sum_of_nothing_and_a_reversal(write):
    leap = date(2028, 2, 29)
    code = {write_coda: "00149000", write_camt: "PMNT-RCDT-ESCT"}[write]
    moved = (
        replace(pay(0), booked_on=leap, code=code, is_reversal=True),
        replace(pay(-300), value_on=leap, code=code, is_reversal=True),
    )
    told = make(*moved, opened_on=leap, closed_on=leap)
    (found,) = read_statements(write(told)).statements
    assert [(each.amount_cents, each.is_reversal) for each in found.entries] == [
        (0, True),
        (-300, True),
    ]
    assert (found.closed_on, found.entries[0].booked_on) == (leap, leap)


def test_camt_of_many_kinds():
    """Right sums, entries that are only expected, remittances of documents, a notification."""
    summary = (
        "<TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries><TtlDbtNtries><Sum>7</Sum></TtlDbtNtries>"
    )
    assert (
        len(
            read_statements(CAMT.replace("<Ntry>", SUMMARY.format(summary), 1).encode())
            .statements[0]
            .entries
        )
        == 3
    )
    pending = CAMT.replace("BOOK", "PDNG").replace("1343.00", "1000.00")
    assert read_statements(pending.encode()).statements[0].entries == ()
    document = "<Strd><RfrdDocInf><Nb>S26-0000012</Nb></RfrdDocInf></Strd></RmtInf>"
    told = read_statements(CAMT.replace("</RmtInf>", document).encode()).statements[0]
    assert told.entries[0].details[0].free_text == "S26-0000012"
    assert told.entries[1].details[0].place == "Stmt[1]/Ntry[2]/NtryDtls/TxDtls[1]"
    notified = read_statements(write_camt(make(BATCH), message="054"))
    assert notified.format == FileFormat.CAMT_054
    assert notified.statements[0].opening_cents is None
    in_dollars = '<AmtDtls><InstdAmt><Amt Ccy="USD">60.00</Amt></InstdAmt></AmtDtls><RmtInf>'
    foreign = read_statements(CAMT.replace("<RmtInf>", in_dollars, 1).encode()).statements[0]
    first = foreign.entries[0].details[0]
    assert (first.original_cents, first.original_currency, first.amount_cents) == (
        6_000,
        "USD",
        5_000,
    )
    in_dinars = in_dollars.replace("USD", "KWD").replace("60.00", "18.255")
    foreign = read_statements(CAMT.replace("<RmtInf>", in_dinars, 1).encode()).statements[0]
    first = foreign.entries[0].details[0]
    assert (first.original_cents, first.original_currency) == (None, "KWD")
    sent = read_statements(
        write_camt(
            make(
                pay(-700, counterpart_iban=IBAN, counterpart_name="Us"),
                replace(BATCH, code="PMNT-IDDT-UPDD"),
            )
        )
    ).statements[0]
    assert sent.entries[0].details[0].counterpart_iban == IBAN
    assert sent.entries[1].details[0].return_type == "return"


def test_a_text_without_end_is_cut_where_nobody_reads_on():
    """Thousands of lines that explain one movement took minutes, each looked at anew with the next."""
    more = f"3100010000{' ' * 29}0{'so many words, ' * 5}".encode()[:113].ljust(125) + b"0 0"
    lines = [*LINES[:5], *[more] * 2_000, *LINES[5:]]
    lines[-1] = lines[-1][:16] + b"%06d" % 2_009 + lines[-1][22:]
    first = read_statements(b"\r\n".join(lines)).statements[0].entries[0].details[0]
    assert first.free_text.startswith("été so many words, so many")
    assert len(first.free_text) == 10_000


def test_what_is_neither_is_refused():
    # A page of the bank's site that was saved as a statement is not one that was cut off.
    for content in (b"date;amount\n", b"<!doctype html><html><body>Sign in<br></body></html>"):
        with pytest.raises(refusals.FileUnknown):
            read_statements(content)
    for content in (b"", b" \r\n"):
        with pytest.raises(refusals.FileEmpty):
            read_statements(content)
    with pytest.raises(refusals.FileTooLarge):
        read_statements(GOOD * 1000, largest_mb=1)


def test_ten_thousand_movements_begin_again_at_nothing():
    """The number of a movement has four digits: behind 9999 comes 0000."""
    written = make(*(pay(100 + at) for at in range(10_002)))
    found = read_statements(write_coda(written)).statements[0]
    assert len(found.entries) == 10_002
    assert all(
        later.amount_cents - before.amount_cents == 1 for before, later in pairwise(found.entries)
    )
