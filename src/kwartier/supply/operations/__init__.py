"""What happens to supply: contracts are signed and ended, households become protected customers."""

from kwartier.supply.operations.contracts import (
    change_billing_rhythm,
    end_contract,
    load_contracts,
    sign_contract,
)
from kwartier.supply.operations.protect import end_protection, note_protection

__all__ = [
    "change_billing_rhythm",
    "end_contract",
    "end_protection",
    "load_contracts",
    "note_protection",
    "sign_contract",
]
