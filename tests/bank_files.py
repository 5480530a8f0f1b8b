"""A bank's own hand: statements written as CODA and as camt, from the values that reading gives.

Written from annex I of the CODA standard and from the element lists of camt.053, apart from the
readers, so that a round trip is a second reading of both.
"""

from xml.sax.saxutils import escape

RETURN_DIGITS = {"reject": "1", "return": "2", "refund": "3", "reversal": "4", "cancellation": "5"}


def _zone(text, size):
    assert len(text) <= size, (text, size)
    return text.ljust(size)


def _sign(cents):
    return "1" if cents < 0 else "0"


def _amount(cents):
    return f"{abs(cents) * 10:015d}"


def _day(day):
    return day.strftime("%d%m%y") if day else "000000"


class Coda:
    """Writes one statement in lines of 128 characters."""

    def __init__(self, statement, *, is_last=True):
        self._statement, self._is_last = statement, is_last
        self.lines = []

    def write(self):
        s = self._statement
        account = _zone(_zone(s.iban, 34) + "EUR", 37)
        self._line(
            "0000"
            " "
            + _day(s.closed_on)
            + "300"
            + "05"
            + " "
            + " " * 7
            + " " * 10
            + _zone("Merel NV", 26)
            + _zone(s.bic, 11)
            + "00000000000"
            + " "
            + "00000"
            + " " * 39
            + "2"
        )
        self._line(
            "12"
            "000"
            + account
            + _sign(s.opening_cents)
            + _amount(s.opening_cents)
            + _day(s.opened_on)
            + _zone("Merel NV", 26)
            + " " * 35
            + f"{s.number or 0:03d}"
        )
        for sequence, entry in enumerate(s.entries, start=1):
            self._entry(sequence % 10_000, entry)
        self._line(
            "8"
            "000"
            + account
            + _sign(s.closing_cents)
            + _amount(s.closing_cents)
            + _day(s.closed_on)
            + " " * 64
            + "0"
        )
        debits = sum(-min(e.amount_cents, 0) for e in s.entries)
        credits_ = sum(max(e.amount_cents, 0) for e in s.entries)
        counted = sum(line[0] in "1238" for line in self.lines)
        self._line(
            "9"
            + " " * 15
            + f"{counted % 1_000_000:06d}"
            + _amount(debits)
            + _amount(credits_)
            + " " * 75
            + ("2" if self._is_last else "1")
        )
        return "".join(line + "\r\n" for line in self.lines).encode("windows-1252")

    def _line(self, text):
        assert len(text) == 128, (len(text), text)
        self.lines.append(text)

    def _entry(self, sequence, entry):
        if len(entry.details) == 1 and not entry.is_whole:
            self._movement(sequence, 0, entry, entry.details[0], entry.code)
            return
        self._movement(sequence, 0, entry, None, entry.code)
        if entry.is_whole:
            return
        for number, detail in enumerate(entry.details, start=1):
            self._movement(sequence, number % 10_000, entry, detail, "6" + entry.code[1:])

    def _movement(self, sequence, number, entry, detail, code):
        cents = detail.amount_cents if detail else entry.amount_cents
        kind, said = self._said(entry, detail)
        needs_third = bool(
            detail and (detail.counterpart_iban or detail.counterpart_name or len(said) > 106)
        )
        needs_second = needs_third or bool(
            detail
            and (
                detail.end_to_end_id
                or detail.counterpart_bic
                or detail.return_reason
                or len(said) > 53
            )
        )
        said = said.ljust(149)
        rest = said[149:].rstrip()
        head = f"{sequence:04d}{number:04d}"
        link = "1" if rest else "0"
        self._line(
            "21"
            + head
            + _zone(entry.bank_reference, 21)
            + _sign(cents)
            + _amount(cents)
            + _day(entry.value_on)
            + code
            + kind
            + said[:53]
            + _day(entry.booked_on)
            + "000"
            + "0"
            + ("1" if needs_second else "0")
            + " "
            + (link if not needs_second else "0")
        )
        if needs_second:
            self._continue(head, detail, said, link=link, needs_third=needs_third)
        if rest:
            self._explain(f"{sequence:04d}{(number + 1) % 10_000:04d}", entry, rest, code)

    def _continue(self, head, detail, said, *, link, needs_third):
        self._line(
            "22"
            + head
            + said[53:106]
            + _zone(detail.end_to_end_id, 35)
            + _zone(detail.counterpart_bic, 11)
            + "   "
            + RETURN_DIGITS.get(detail.return_type, " ")
            + _zone(detail.return_reason, 4)
            + " " * 8
            + ("1" if needs_third else "0")
            + " "
            + (link if not needs_third else "0")
        )
        if needs_third:
            self._line(
                "23"
                + head
                + _zone(_zone(detail.counterpart_iban, 34), 37)
                + _zone(detail.counterpart_name, 35)
                + said[106:149]
                + "0"
                + " "
                + link
            )

    def _explain(self, head, entry, rest, code):
        more = rest[73:]
        self._line(
            "31"
            + head
            + _zone(entry.bank_reference, 21)
            + code
            + "0"
            + _zone(rest[:73], 73)
            + " " * 12
            + ("1" if more else "0")
            + " 0"
        )
        if more:
            self._line("32" + head + _zone(more[:105], 105) + " " * 10 + "0 0")

    def _said(self, entry, detail):
        if detail is None:
            return "0", ""
        if detail.mandate:
            paid = "2" if detail.return_reason else "0"
            return "1", (
                "127"
                + _day(entry.value_on)
                + "1"
                + "1"
                + paid
                + _zone(detail.creditor_id, 35)
                + _zone(detail.mandate, 35)
                + _zone(detail.free_text, 62)
                + RETURN_DIGITS.get(detail.return_type, "0")
                + _zone(detail.return_reason, 4)
            )
        if detail.structured:
            return "1", "101" + detail.structured
        return "0", detail.free_text


def write_coda(*statements):
    """A file of some statements."""
    last = len(statements) - 1
    return b"".join(
        Coda(each, is_last=place == last).write() for place, each in enumerate(statements)
    )


def _euro(cents):
    return f"{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _side(cents):
    return "DBIT" if cents < 0 else "CRDT"


def _element(name, text):
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def write_camt(*statements, message="053", version="08"):
    """The same as camt.053, or as a notification camt.054 without balances."""
    outer, inner = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[
        message
    ]
    is_new = int(version) >= 8
    parts = [
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.{version}">'
            f"<{outer}><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-20T18:00:00+01:00</CreDtTm></GrpHdr>"
        )
    ]
    for s in statements:
        parts.append(f"<{inner}><Id>S1</Id>")
        parts.append(f"<ElctrncSeqNb>{s.number}</ElctrncSeqNb>" if s.number else "")
        parts.append(f"<CreDtTm>{s.closed_on}T18:00:00+01:00</CreDtTm>")
        parts.append(f"<Acct><Id><IBAN>{s.iban}</IBAN></Id><Ccy>{s.currency}</Ccy></Acct>")
        if message == "053":
            parts.append(_balance("OPBD", s.opening_cents, s.opened_on))
            parts.append(_balance("CLBD", s.closing_cents, s.closed_on))
        parts += [_entry(each, is_new=is_new) for each in s.entries]
        parts.append(f"</{inner}>\n")
    parts.append(f"</{outer}></Document>")
    return "".join(parts).encode()


def _balance(code, cents, day):
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{_euro(cents)}</Amt><CdtDbtInd>{_side(cents)}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(entry, *, is_new):
    status = "<Sts><Cd>BOOK</Cd></Sts>" if is_new else "<Sts>BOOK</Sts>"
    domain, family, sub_family = ([*entry.code.split("-"), "", ""])[:3]
    code = f"<BkTxCd><Domn>{_element('Cd', domain)}<Fmly>{_element('Cd', family)}"
    code += f"{_element('SubFmlyCd', sub_family)}</Fmly></Domn></BkTxCd>"
    count = 2 if entry.is_whole else len(entry.details)
    group = _element("PmtInfId", entry.details[0].end_to_end_id) if entry.is_whole else ""
    batch = f"<Btch>{group}<NbOfTxs>{count}</NbOfTxs></Btch>" if count > 1 else ""
    details = "" if entry.is_whole else "".join(_detail(d, is_new=is_new) for d in entry.details)
    said = entry.details[0].free_text if entry.is_whole else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{_euro(entry.amount_cents)}</Amt>'
        f"<CdtDbtInd>{_side(entry.amount_cents)}</CdtDbtInd>"
        f"{'<RvslInd>true</RvslInd>' if entry.is_reversal else ''}{status}"
        f"<BookgDt><Dt>{entry.booked_on}</Dt></BookgDt>"
        f"{f'<ValDt><Dt>{entry.value_on}</Dt></ValDt>' if entry.value_on else ''}"
        f"{_element('AcctSvcrRef', entry.bank_reference)}{code}"
        f"<NtryDtls>{batch}{details}</NtryDtls>{_element('AddtlNtryInf', said)}</Ntry>\n"
    )


def _detail(d, *, is_new):
    is_usual = (d.amount_cents < 0) == bool(d.return_reason) or d.mandate
    side = "Dbtr" if is_usual else "Cdtr"
    party = _element("Nm", d.counterpart_name)
    amount = f'<Amt Ccy="EUR">{_euro(d.amount_cents)}</Amt>'
    money = (
        f"{amount}<CdtDbtInd>{_side(d.amount_cents)}</CdtDbtInd>"
        if is_new
        else f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
    )
    holder = f"<Pty>{party}</Pty>" if is_new else party
    bic = _element("BICFI" if is_new else "BIC", d.counterpart_bic)
    reference = (
        "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp>"
        f"<Ref>{d.structured}</Ref></CdtrRefInf></Strd>"
        if d.structured
        else ""
    )
    related = f"<{side}>{holder}</{side}>" if party else ""
    if d.counterpart_iban:
        related += f"<{side}Acct><Id><IBAN>{d.counterpart_iban}</IBAN></Id></{side}Acct>"
    agents = f"<RltdAgts><{side}Agt><FinInstnId>{bic}</FinInstnId></{side}Agt></RltdAgts>"
    why = f"<RtrInf><Rsn><Cd>{d.return_reason}</Cd></Rsn></RtrInf>" if d.return_reason else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{escape(d.end_to_end_id or 'NOTPROVIDED')}</EndToEndId>"
        f"{_element('MndtId', d.mandate)}</Refs>{money}"
        f"{f'<RltdPties>{related}</RltdPties>' if related else ''}{agents if bic else ''}"
        f"<RmtInf>{_element('Ustrd', d.free_text)}{reference}</RmtInf>{why}</TxDtls>"
    )
