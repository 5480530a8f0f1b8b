"""By which ways a document goes: what the law asks, then what the account chose."""

from dataclasses import dataclass

from kwartier.delivery.types import DeliveryChannel, DeliveryChoice


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a document; an empty address is none that is known."""

    channel: DeliveryChannel
    address: str
    is_copy: bool = False


def list_ways(choice: DeliveryChoice, *, postal_address: str, einvoice_to: str) -> list[Way]:
    """Every way of a document, the binding one first; never none.

    ``einvoice_to`` is the number of a business that gets an e-invoice of it, whatever it chose:
    between businesses it is the invoice (Belgium: VAT Code, since 1 January 2026). An e-mail
    without an address becomes a letter.
    """
    ways = [Way(DeliveryChannel.EINVOICE, einvoice_to)] if einvoice_to else []
    if choice.channel == DeliveryChannel.EINVOICE:
        if not einvoice_to:
            ways.append(_by_email(choice) or Way(DeliveryChannel.POST, postal_address))
    elif choice.channel == DeliveryChannel.EMAIL:
        ways.append(_by_email(choice) or Way(DeliveryChannel.POST, postal_address))
    else:
        ways.append(Way(DeliveryChannel.POST, postal_address))
    if choice.copy_email and choice.copy_email not in {way.address for way in ways}:
        ways.append(Way(DeliveryChannel.EMAIL, choice.copy_email, is_copy=True))
    return ways


def _by_email(choice: DeliveryChoice) -> Way | None:
    return Way(DeliveryChannel.EMAIL, choice.email) if choice.email else None
