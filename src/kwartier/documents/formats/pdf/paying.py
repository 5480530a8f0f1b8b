"""How a transfer is made: the facts, and the QR code that a banking app reads (EPC069-12)."""

import io
from typing import Any

import segno
from django.utils.translation import gettext as _

from kwartier.documents.formats.pdf.blocks import Block, pay_block
from kwartier.documents.types import PaymentFacts
from kwartier.platform.formats import format_day, format_money, group_in_fours

_LONGEST_NAME = 70
# Every reader takes any of the eight masks; to weigh them against each other takes as long as all the
# words of a bill, and what a transfer says has no pattern that one of them would bring out.
_MASK = 3


def transfer_block(payment: PaymentFacts, *, locale: str) -> Block:
    """What a payer needs, in the active language, beside the code."""
    amount = format_money(payment.amount_cents, locale)
    return pay_block(
        _("Pay by %(day)s") % {"day": format_day(payment.due_on, locale)},
        [
            (_("Amount"), amount),
            (_("Beneficiary"), payment.beneficiary),
            (_("Account (IBAN)"), group_in_fours(payment.iban)),
            (_("BIC"), payment.bic),
            (_("Payment reference"), payment.reference),
        ],
        code=draw_payment_code(payment),
        code_alt=_(
            "QR code for a banking app: a transfer of %(amount)s to %(name)s with the reference "
            "%(reference)s"
        )
        % {"amount": amount, "name": payment.beneficiary, "reference": payment.reference},
        code_caption=_("Scan with your banking app"),
    )


def write_payment_code(payment: PaymentFacts) -> str:
    """What the code of a transfer says.

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
    return "\n".join(lines)


def make_payment_code(payment: PaymentFacts) -> segno.QRCode:
    """The code of a transfer, at the level of correction that the standard asks (M)."""
    content = write_payment_code(payment).encode()
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
