"""What happens to supply: contracts are signed, arranged and ended, households become protected."""

from kwartier.supply.operations.arrange import end_arrangement, note_arrangement
from kwartier.supply.operations.contracts import (
    change_billing_rhythm,
    end_contract,
    load_contracts,
    sign_contract,
)
from kwartier.supply.operations.follow_mandates import follow_mandates
from kwartier.supply.operations.label import label_supply_point
from kwartier.supply.operations.protect import (
    correct_protection,
    end_protection,
    note_protection,
)

__all__ = [
    "change_billing_rhythm",
    "correct_protection",
    "end_arrangement",
    "end_contract",
    "end_protection",
    "follow_mandates",
    "label_supply_point",
    "load_contracts",
    "note_arrangement",
    "note_protection",
    "sign_contract",
]
