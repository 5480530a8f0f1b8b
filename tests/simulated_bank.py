"""What becomes of orders at the bank of the demonstration, when tests let some of them fail."""

import random
from collections.abc import Callable

from kwartier.demo.bank import Fate, Order
from kwartier.payments._return_steps import list_steps


def choose_fates(chance: random.Random, *, share: float) -> Callable[[Order], Fate]:
    """Let a share of all orders fail, for any reason of the table, at once or weeks later."""
    codes = [each.code for each in list_steps()]

    def choose(order: Order) -> Fate:
        if chance.random() >= share:
            return Fate()
        if not order.is_debit:
            return Fate("AC04", chance.choice((None, 2)))
        how = chance.choice(("rejected", "returned", "returned", "taken_back"))
        if how == "rejected":
            return Fate(chance.choice(codes))
        if how == "taken_back":
            return Fate("MD06", chance.randrange(10, 56))
        return Fate(chance.choice(("AM04", "MS03", *codes)), chance.randrange(1, 6))

    return choose
