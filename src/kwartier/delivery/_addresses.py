"""Where the letters of accounts go: name, street, place, as a print house puts them on paper."""

from collections.abc import Mapping

from kwartier.parties.types import AccountInfo, MailingAddress
from kwartier.supply.types import ContractRow


def postal_address(
    account: AccountInfo, mailing: Mapping[int, MailingAddress], contract: ContractRow | None
) -> str:
    """The lines of an account's address; the supply address where no other is known, or empty."""
    own = mailing.get(account.id)
    if own is not None and own.street and own.city:
        street, place = own.street, f"{own.postal_code} {own.city}"
    elif contract is not None and contract.supply_point.city:
        point = contract.supply_point
        street, place = point.street_line, f"{point.postal_code} {point.city}"
    else:
        return ""
    return f"{account.name}\n{street}\n{place.strip()}"
