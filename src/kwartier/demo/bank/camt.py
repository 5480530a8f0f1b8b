"""A bank's own hand: statements written as camt, from the values that reading gives.

Written from the element lists of camt.053, apart from the reader, so that a round trip is a second
reading of them.
"""

from datetime import date
from xml.sax.saxutils import escape

from kwartier.banking.types import DetailLine, EntryLine, StatementLines

# From this version on a status has an element around its code, and a party one around its name.
_NEWER = 8


def _euro(cents: int) -> str:
    return f"{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _side(cents: int) -> str:
    return "DBIT" if cents < 0 else "CRDT"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def write_camt(*statements: StatementLines, message: str = "053", version: str = "08") -> bytes:
    """The same as camt.053, or as a notification camt.054 without balances."""
    outer, inner = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[
        message
    ]
    is_new = int(version) >= _NEWER
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


def _balance(code: str, cents: int | None, day: date) -> str:
    cents = cents or 0
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{_euro(cents)}</Amt><CdtDbtInd>{_side(cents)}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(entry: EntryLine, *, is_new: bool) -> str:
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


def _detail(d: DetailLine, *, is_new: bool) -> str:
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
