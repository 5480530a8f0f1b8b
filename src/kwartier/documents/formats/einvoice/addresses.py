"""From whom and to whom a written e-invoice goes: the electronic addresses inside it."""

from lxml import etree

_TAGS = ("{*}EndpointID", "{*}URIUniversalCommunication/{*}URIID")


def read_addresses(xml: bytes) -> tuple[str, str]:
    """Sender and receiver of a document that we wrote, scheme first: ``0208:0123456749``.

    Raises:
        ValueError: it names other than one of each.
    """
    root = etree.fromstring(xml)
    found = [each for tag in _TAGS for each in root.findall(f".//{tag}")]
    addresses = [f"{each.get('schemeID')}:{each.text}" for each in found]
    if len(addresses) != 2:  # noqa: PLR2004 - one of each
        raise ValueError(f"an e-invoice has a sender and a receiver, not {addresses}")
    return addresses[0], addresses[1]
