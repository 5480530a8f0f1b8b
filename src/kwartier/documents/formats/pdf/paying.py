"""The QR code that a banking app reads (EPC069-12): beneficiary, account, amount, reference."""

import io
from typing import Any

import segno

from kwartier.documents.types import PaymentFacts

_LONGEST_NAME = 70
# Every reader takes any of the eight masks; to weigh them against each other takes as long as all the
# words of a bill, and what a transfer says has no pattern that one of them would bring out.
_MASK = 3


def make_payment_code(payment: PaymentFacts) -> segno.QRCode:
    """The code of a transfer, at the level of correction that the standard asks (M).

    The reference goes into the free text, as it is printed: banking apps recognize a Belgian
    structured communication there, and the field for structured ones takes ISO 11649 alone.
    """
    is_creditor_reference = payment.reference_code.startswith("RF")
    lines = [
        *("BCD", "002", "1", "SCT"),
        payment.bic,
        payment.beneficiary[:_LONGEST_NAME],
        payment.iban,
        f"EUR{payment.amount_cents // 100}.{payment.amount_cents % 100:02}",
        "",
        payment.reference_code if is_creditor_reference else "",
    ]
    if not is_creditor_reference:
        lines.append(payment.reference)
    content = "\n".join(lines).encode()
    return segno.make_qr(content, error="m", boost_error=False, mask=_MASK)


def draw_payment_code(payment: PaymentFacts) -> str:
    """The code as SVG, one path, black on nothing."""
    return _draw(payment, border=0)


def draw_payment_picture(payment: PaymentFacts) -> str:
    """The same as a picture of its own: on white, with the quiet zone that readers need around it."""
    return _draw(payment, border=4, light="#fff", scale=4)


def _draw(payment: PaymentFacts, **shape: Any) -> str:
    drawn = io.BytesIO()
    make_payment_code(payment).save(drawn, kind="svg", xmldecl=False, nl=False, **shape)
    return drawn.getvalue().decode()
