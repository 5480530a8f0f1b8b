"""The contract that a command is about."""

from django.core.management.base import CommandError

from kwartier.platform.types import BrandInfo
from kwartier.supply.queries import find_contract_by_number
from kwartier.supply.types import ContractRow


def get_asked_contract(brand: BrandInfo, number: str) -> ContractRow:
    """The contract of a brand by its number as it was typed.

    Raises:
        CommandError: the brand has none of this number.
    """
    contract = find_contract_by_number(brand.id, number)
    if contract is None:
        raise CommandError(f"There is no contract {number} of {brand.key}.")
    return contract
