"""The QR code that a banking app reads (EPC069-12): beneficiary, account, amount, reference."""

import io
from decimal import Decimal

from segno import QRCode
from segno.helpers import make_epc_qr

from kwartier.documents.types import PaymentFacts

_LONGEST_NAME = 70


def make_payment_code(payment: PaymentFacts) -> QRCode:
    """The code of a transfer.

    The reference goes into the free text, as it is printed: banking apps recognize a Belgian
    structured communication there, and the field for structured ones takes ISO 11649 alone.
    """
    is_creditor_reference = payment.reference_code.startswith("RF")
    return make_epc_qr(
        name=payment.beneficiary[:_LONGEST_NAME],
        iban=payment.iban,
        amount=Decimal(payment.amount_cents) / 100,
        bic=payment.bic or None,
        reference=payment.reference_code if is_creditor_reference else None,
        text=None if is_creditor_reference else payment.reference,
        encoding="utf-8",
    )


def draw_payment_code(payment: PaymentFacts) -> str:
    """The code as SVG, one path, black on nothing."""
    drawn = io.BytesIO()
    make_payment_code(payment).save(drawn, kind="svg", border=0, xmldecl=False, nl=False)
    return drawn.getvalue().decode()
