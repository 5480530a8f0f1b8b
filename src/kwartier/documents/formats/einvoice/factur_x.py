"""Factur-X: the XML inside the PDF, which stays the archivable and tagged file that it was.

The PDF is not written anew: the file, its description and the metadata that announce it are added
behind it (an incremental update), so that every byte of the original stands. What must be said in
its XMP (which the extension schemas of PDF/A ask for) is merged into the schemas that are there.
"""

import zlib
from datetime import date
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    create_string_object,
)

FILE_NAME: Final = "factur-x.xml"
_NAMESPACE: Final = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_PROPERTIES: Final = {
    "DocumentFileName": "The name of the embedded XML document",
    "DocumentType": "The type of the hybrid document in capital letters",
    "Version": "The version of the standard that the XML document follows",
    "ConformanceLevel": "The conformance level of the XML document",
}
_VALUES: Final = {
    "DocumentFileName": FILE_NAME,
    "DocumentType": "INVOICE",
    "Version": "1.0",
    "ConformanceLevel": "EN 16931",
}
_END_OF_SCHEMAS: Final = "</rdf:Bag></pdfaExtension:schemas>"
_END_OF_METADATA: Final = "</rdf:RDF>"


def attach_facturx(pdf: bytes, xml: bytes, *, made_on: date) -> bytes:
    """The PDF with the XML inside, announced as Factur-X of the profile EN 16931.

    The same PDF and XML make the same bytes.

    Raises:
        ValueError: the PDF is not archivable (PDF/A), so that there is nothing to announce it in.
    """
    reader = PdfReader(BytesIO(pdf))
    update = _Update(pdf, reader)
    catalog = DictionaryObject(reader.root_object)
    metadata = catalog.raw_get("/Metadata") if "/Metadata" in catalog else None
    if not isinstance(metadata, IndirectObject):
        raise ValueError("the PDF has no metadata")  # noqa: TRY004 - it is a PDF, of another kind
    described: Any = metadata.get_object()
    update.put(metadata.idnum, _announced(described))
    attached = update.add(_embedded(xml, made_on))
    told = update.add(_specification(attached))
    catalog[NameObject("/AF")] = ArrayObject([told])
    names = ArrayObject([create_string_object(FILE_NAME), told])
    catalog[NameObject("/Names")] = _dictionary({"/EmbeddedFiles": _dictionary({"/Names": names})})
    update.put(reader.trailer.raw_get("/Root").idnum, catalog)
    return update.write()


class _Update:
    """Objects that are added behind a PDF or stand in for some of its own."""

    def __init__(self, pdf: bytes, reader: PdfReader) -> None:
        self._pdf = pdf
        self._trailer = reader.trailer
        self._size = int(str(reader.trailer["/Size"]))
        self._objects: dict[int, PdfObject] = {}

    def add(self, value: PdfObject) -> IndirectObject:
        """Add an object under the next number."""
        number, self._size = self._size, self._size + 1
        self._objects[number] = value
        return IndirectObject(number, 0, None)

    def put(self, number: int, value: PdfObject) -> None:
        """Let an object stand in for one that is there."""
        self._objects[number] = value

    def write(self) -> bytes:
        """The PDF, the objects behind it, and the table that finds them."""
        out = BytesIO()
        out.write(self._pdf if self._pdf.endswith(b"\n") else self._pdf + b"\n")
        places = {}
        for number in sorted(self._objects):
            places[number] = out.tell()
            out.write(b"%d 0 obj\n" % number)
            self._objects[number].write_to_stream(out)
            out.write(b"\nendobj\n")
        start = out.tell()
        out.write(b"xref\n")
        for number, place in places.items():
            out.write(b"%d 1\n%010d 00000 n\r\n" % (number, place))
        out.write(b"trailer\n")
        self._follow().write_to_stream(out)
        out.write(b"\nstartxref\n%d\n%%%%EOF\n" % start)
        return out.getvalue()

    def _follow(self) -> DictionaryObject:
        """The trailer of the update, which leads to the table before it."""
        before = self._pdf.rpartition(b"startxref")[2].split()[0]
        kept = {name: self._trailer.raw_get(name) for name in ("/Root", "/Info", "/ID")}
        return _dictionary({**kept, "/Size": _number(self._size), "/Prev": _number(int(before))})


def _number(value: int) -> PdfObject:
    return NumberObject(value)


def _dictionary(values: dict[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(name): value for name, value in values.items()})


def _embedded(xml: bytes, made_on: date) -> StreamObject:
    stream = StreamObject()
    stream.set_data(zlib.compress(xml))
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
    stream[NameObject("/Subtype")] = NameObject("/text/xml")
    day = create_string_object(f"D:{made_on:%Y%m%d}000000Z")
    params = _dictionary({"/ModDate": day, "/Size": _number(len(xml))})
    stream[NameObject("/Params")] = params
    return stream


def _specification(attached: IndirectObject) -> DictionaryObject:
    name = create_string_object(FILE_NAME)
    return _dictionary(
        {
            "/Type": NameObject("/Filespec"),
            "/F": name,
            "/UF": name,
            "/AFRelationship": NameObject("/Alternative"),
            "/Desc": create_string_object("Factur-X"),
            "/EF": _dictionary({"/F": attached, "/UF": attached}),
        }
    )


def _announced(metadata: StreamObject) -> StreamObject:
    """The metadata with Factur-X among its schemas, and what it says of this file."""
    text = metadata.get_data().decode("utf-8")
    if _END_OF_SCHEMAS not in text or _END_OF_METADATA not in text:
        raise ValueError("the PDF is not archivable: its metadata have no extension schemas")
    text = text.replace(_END_OF_SCHEMAS, f"{_schema()}{_END_OF_SCHEMAS}")
    text = text.replace(_END_OF_METADATA, f"{_description()}{_END_OF_METADATA}")
    stream = StreamObject()
    stream.set_data(text.encode("utf-8"))
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    return stream


def _schema() -> str:
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description>"
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>Text</pdfaProperty:valueType></rdf:li>"
        for name, description in _PROPERTIES.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


def _description() -> str:
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value in _VALUES.items())
    return f'<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">{values}</rdf:Description>'
