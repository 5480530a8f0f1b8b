"""Seller and buyer with the numbers of their country, and the place that is supplied.

In Belgium the enterprise number is legal identifier and electronic address at once (scheme 0208),
and with BE before it the VAT number. In France the SIREN (0002) is the legal identifier and begins
the electronic address (0225); the SIRET (0009) names the establishment.
"""

from kwartier.documents.formats.einvoice.model import Address, Identifier, Party
from kwartier.documents.types import DocumentFacts, IssuerFacts, PostalAddress
from kwartier.parties.identifiers import SIREN_LENGTH, SIRET_LENGTH
from kwartier.platform.wording import speak_money
from kwartier.supply.types import ContractRow

KBO, SIREN, SIRET, FRENCH_ADDRESS = "0208", "0002", "0009", "0225"


def seller_of(facts: DocumentFacts) -> Party:
    """Who issues, with the telephone and address at which this customer is served."""
    issuer = facts.issuer
    endpoint, legal_id, branch_id = _identifiers(issuer.enterprise_number, issuer.country)
    return Party(
        name=issuer.legal_name,
        address=_address(issuer.address),
        vat_number=issuer.vat_number,
        legal_note=_legal_note(issuer),
        contact_name=issuer.brand_name,
        phone=facts.contact.phone,
        email=facts.contact.email or issuer.email,
        endpoint=endpoint,
        legal_id=legal_id,
        branch_id=branch_id,
    )


def buyer_of(facts: DocumentFacts) -> Party:
    """To whom it goes; the VAT number of a Belgian business is its enterprise number."""
    customer, country = facts.customer, facts.issuer.country
    number = customer.enterprise_number
    endpoint, legal_id, branch_id = _identifiers(number, country)
    return Party(
        name=customer.name,
        address=_address(customer.address),
        vat_number=f"BE{number}" if country == "BE" else "",
        email=customer.email,
        endpoint=endpoint,
        legal_id=legal_id,
        branch_id=branch_id,
    )


def supply_address_of(contract: ContractRow) -> Address:
    """Where the energy goes."""
    point = contract.supply_point
    return Address(
        street=point.street_line,
        postal_code=point.postal_code,
        city=point.city,
        country=point.country,
    )


def _identifiers(number: str, country: str) -> tuple[Identifier, Identifier, Identifier | None]:
    """The electronic address, the legal identifier, and that of the establishment."""
    if country != "FR":
        mine = Identifier(KBO, number)
        return mine, mine, None
    siren = number[:SIREN_LENGTH]
    branch = Identifier(SIRET, number) if len(number) == SIRET_LENGTH else None
    return Identifier(FRENCH_ADDRESS, siren), Identifier(SIREN, siren), branch


def _address(address: PostalAddress) -> Address:
    return Address(
        street=address.street,
        postal_code=address.postal_code,
        city=address.city,
        country=address.country,
    )


def _legal_note(issuer: IssuerFacts) -> str:
    capital = issuer.share_capital_cents
    parts = (
        issuer.legal_form,
        speak_money(capital) if capital is not None else "",
        issuer.register,
    )
    return ", ".join(part for part in parts if part)
