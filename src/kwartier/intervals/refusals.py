"""What is refused of a file of values, whole: it is none of ours, or cannot even be opened."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class FormatUnknown(Refusal):
    """The file is in none of the forms that are read."""

    code = "intervals.format_unknown"
    status = 422

    title = _("Not a file of consumption")
    sentence = _("Line 1 of this file begins like none that we read: “%(beginning)s”.")
    next_step = _(
        "We read the grid operators' exports (CSV, JSON, XML), P1 telegrams, Green Button XML and"
        " our open CSV, also packed as ZIP or GZIP. Load the file as you received it: a program"
        " that opened and saved it may have changed it."
    )


class FileTooLarge(Refusal):
    """The file, or what is packed into it, is larger than any export."""

    code = "intervals.file_too_large"
    status = 413

    title = _("File too large")
    sentence = _("A file of consumption has %(limit_mb)s megabytes at the most, unpacked.")
    next_step = _("Export a shorter period, and load one file after the other.")


class ArchiveUnreadable(Refusal):
    """The file is packed, and cannot be unpacked."""

    code = "intervals.archive_unreadable"
    status = 422

    title = _("Cannot be unpacked")
    sentence = _("This packed file is damaged, or locked with a password.")
    next_step = _("Unpack it yourself, and load the file that is in it.")


class ArchiveHoldsSeveral(Refusal):
    """The archive holds no file, or more than one."""

    code = "intervals.archive_holds_several"
    status = 422

    title = _("Not one file")
    sentence = _("This archive holds %(count)s files; one is loaded at a time.")
    next_step = _("Unpack it, and load the files one after the other.")
