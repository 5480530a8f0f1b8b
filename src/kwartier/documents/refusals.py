"""Refusals of the documents room: what cannot be made, kept or read back."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kwartier.documents.types import Finding
from kwartier.platform.errors import Refusal


class IssuerUnknown(Refusal):
    """Nobody has said who the brand is before the law on the day of a document."""

    code = "document.issuer_unknown"
    status = 409

    title = _("The issuer is not known")
    sentence = _(
        "No document can be made for %(day)s: who issues it, at what address and with what "
        "bank account, is not known on that day."
    )
    next_step = _("Set the issuer of the brand from that day on.")


class DocumentAlreadyKept(Refusal):
    """A document with another content stands in the archive; an issued document never changes."""

    code = "document.already_kept"
    status = 409

    title = _("The document exists already")
    sentence = _("%(number)s already has a document of this format, with another content.")
    next_step = _("A document that was issued never changes: correct the bill instead.")


class _CannotBeReadBack(Refusal):
    """A document is on record, and what is in the archive is of no use."""

    status = 500

    next_step = _("Put the file back from the backup of the archive.")


class ArchiveDamaged(_CannotBeReadBack):
    """What stands in the archive is not what was put there."""

    code = "document.archive_damaged"

    title = _("The archive is damaged")
    sentence = _(
        "The document of %(number)s cannot be handed out: its content no longer fits its "
        "fingerprint %(sha256)s."
    )


class ArchiveIncomplete(_CannotBeReadBack):
    """A document is on record and its bytes are not there."""

    code = "document.archive_incomplete"

    title = _("A file of the archive is missing")
    sentence = _(
        "The document of %(number)s cannot be handed out: the archive has no file with the "
        "fingerprint %(sha256)s."
    )


class GlyphMissing(Refusal):
    """A character that none of the fonts can draw; the document would show an empty box."""

    code = "document.glyph_missing"
    status = 409

    title = _("A character cannot be printed")
    sentence = _(
        "The PDF of %(number)s cannot be made: the fonts have no sign for “%(character)s” "
        "(%(code_point)s) in: %(text)s."
    )
    next_step = _("Write it with letters that the fonts have, or add a font that has the sign.")


class EInvoiceIncomplete(Refusal):
    """A fact is missing for an e-invoice, or holds what no file can carry; `problems` has them all."""

    code = "document.einvoice_incomplete"

    title = _("The e-invoice cannot be made yet")
    sentence = _("The e-invoice of %(number)s cannot be made: %(problems)s.")
    next_step = _("Complete what is missing and make the document again; nothing was sent.")

    def __init__(self, *, number: str = "", problems: Sequence[str] = ()) -> None:
        super().__init__(params={"number": number, "problems": "; ".join(problems)})
        self.problems = tuple(problems)


class EInvoiceInvalid(Refusal):
    """An e-invoice breaks a rule that its receiver checks; it is not released."""

    code = "document.einvoice_invalid"
    status = 500

    title = _("The e-invoice breaks a rule")
    sentence = ngettext_lazy(
        "The e-invoice of %(number)s breaks a rule and was not released: %(findings)s",
        "The e-invoice of %(number)s breaks %(count)s rules and was not released: %(findings)s",
        "count",
    )
    next_step = _("Tell this to whoever looks after the software; nothing was sent.")

    def __init__(self, *, number: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(
            params={
                "number": number,
                "count": len(findings),
                "findings": "; ".join(map(str, findings)),
            }
        )
        self.findings = tuple(findings)
