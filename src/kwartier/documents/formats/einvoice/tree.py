"""A small hand for writing XML: elements by prefix and name, in order, never empty."""

from collections.abc import Mapping

from lxml import etree


class Tree:
    """An XML document that is written from the top down.

    Elements are named by prefix and local name (``cbc:ID``). An element whose text is empty is not
    written: neither syntax lets one stand.
    """

    def __init__(self, root: str, namespaces: Mapping[str | None, str]) -> None:
        self._names = dict(namespaces)
        self._known: dict[str, str] = {}
        self.root = etree.Element(self._qualify(root), nsmap=self._names)

    def _qualify(self, name: str) -> str:
        if name not in self._known:
            prefix, _colon, local = name.rpartition(":")
            self._known[name] = f"{{{self._names[prefix or None]}}}{local}"
        return self._known[name]

    def add(self, parent: etree._Element, name: str) -> etree._Element:
        """Open an element below another."""
        return etree.SubElement(parent, self._qualify(name))

    def put(self, parent: etree._Element, name: str, text: str, **attributes: str) -> None:
        """Write an element with a text, unless the text is empty."""
        if text:
            element = etree.SubElement(parent, self._qualify(name), attributes)
            element.text = text

    def write(self) -> bytes:
        """The document in UTF-8 with its declaration."""
        written: bytes = etree.tostring(self.root, encoding="UTF-8", xml_declaration=True)
        return written


def euro(cents: int) -> str:
    """An amount with two decimals.

    >>> euro(12345), euro(-5), euro(0)
    ('123.45', '-0.05', '0.00')
    """
    sign = "-" if cents < 0 else ""
    whole, part = divmod(abs(cents), 100)
    return f"{sign}{whole}.{part:02d}"


def percent(rate_bp: int) -> str:
    """A rate of VAT without zeros that say nothing.

    >>> percent(2100), percent(550), percent(0)
    ('21', '5.5', '0')
    """
    whole, part = divmod(rate_bp, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)
