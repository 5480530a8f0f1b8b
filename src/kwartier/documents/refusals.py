"""Refusals of the documents room: what cannot be made, kept or read back."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kwartier.documents.types import Finding, ImportMistake
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


class DocumentOnRequest(Refusal):
    """A document is so old that it is opened when the customer asks for it."""

    code = "document.on_request"

    title = _("This document is on request")
    sentence = _("%(number)s is older than what we keep online.")
    next_step = _("Ask for it under Older documents: we open it for you and tell you by e-mail.")


class DocumentWithOffice(Refusal):
    """A document is so old that only customer service still gets at it."""

    code = "document.with_office"

    title = _("Only our customer service has this document")
    sentence = _("%(number)s is older than what you can ask for online.")
    next_step = _("Write to us: we still have it, and look it up for you.")


class DocumentRemoved(Refusal):
    """A document was kept as long as it must be, and deleted; that it was issued stays on record."""

    code = "document.removed"
    status = 410

    title = _("This document is no longer kept")
    sentence = _(
        "%(number)s of %(issued_on)s was kept as long as the law asks, and deleted on %(removed_on)s."
    )
    next_step = _("We no longer have a copy. You may find yours among your own papers.")


class NothingToAskFor(Refusal):
    """The document is online, was asked for already, or is opened."""

    code = "document.nothing_to_ask_for"

    title = _("There is nothing to ask for")
    sentence = _("%(number)s is online, or was asked for already.")
    next_step = _("Look under Older documents: it stands there how to get at it.")


class ImportRefused(Refusal):
    """A list of documents to import has mistakes; nothing was imported. `mistakes` has them all."""

    code = "document.import_refused"
    status = 422

    title = _("Nothing was imported")
    sentence = ngettext_lazy(
        "The list has %(count)s mistake: %(mistakes)s",
        "The list has %(count)s mistakes: %(mistakes)s",
        "count",
    )
    next_step = _("Correct the list, and import it again as a whole.")

    def __init__(self, mistakes: Sequence[ImportMistake] = ()) -> None:
        super().__init__(params={"count": len(mistakes), "mistakes": "; ".join(map(str, mistakes))})
        self.mistakes = tuple(mistakes)


class ReportOutdated(Refusal):
    """What would be deleted is not what the report said."""

    code = "document.report_outdated"

    title = _("The report is out of date")
    sentence = _("What would be deleted now is not what the report %(report)s listed.")
    next_step = _("Make the report again, read it, and delete with its fingerprint.")


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


class StatementTooLong(Refusal):
    """An account statement with more movements than anybody reads on paper."""

    code = "document.statement_too_long"
    status = 422

    title = _("Too long for paper")
    sentence = _("This account statement has more than %(most)s movements.")
    next_step = _("Choose fewer days or supply points, or take the workbook: it holds all of them.")
