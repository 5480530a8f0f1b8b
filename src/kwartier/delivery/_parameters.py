"""What a brand has decided about delivery, dated; and what holds where it has decided nothing.

`delivery.email_without_choice`: whether who chose nothing gets e-mails where an address is known.
    False unless a brand says so. Belgium: paper until the customer expressly agrees, and free of
    charge (Minister of Consumers, 6 February 2015, on the VAT Code art. 53 par. 2). France: e-mail
    is allowed without prior consent, once the address was verified; paper on request, at any time
    and free (Code de la consommation, art. L224-12).
`delivery.post_after_failed_email`: whether a mail that fails or bounces is followed by a letter.
    True unless a brand says otherwise: a bill that did not arrive asks for nothing.
"""

from datetime import date

from kwartier.brand_settings.queries import find_parameter

EMAIL_WITHOUT_CHOICE = "delivery.email_without_choice"
POST_AFTER_FAILED_EMAIL = "delivery.post_after_failed_email"
_WHERE_NOTHING_IS_SAID = {EMAIL_WITHOUT_CHOICE: False, POST_AFTER_FAILED_EMAIL: True}


def read_flag(key: str, *, brand_id: int, on: date) -> bool:
    """A yes or no of a brand on a day."""
    said = find_parameter(brand_id=brand_id, key=key, on=on)
    return _WHERE_NOTHING_IS_SAID[key] if said is None else bool(said)
