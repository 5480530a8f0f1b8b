"""What is refused of a file of values, whole: it is none of ours, or cannot even be opened."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

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
    sentence = _(
        "A file of consumption has %(limit_mb)s megabytes and %(limit_lines)s million lines at the most, unpacked."
    )
    next_step = _("Export a shorter period, and load one file after the other.")


class ArchiveUnreadable(Refusal):
    """The file is packed, and cannot be unpacked."""

    code = "intervals.archive_unreadable"
    status = 422

    title = _("Cannot be unpacked")
    sentence = _("This packed file is damaged, or locked with a password.")
    next_step = _("Unpack it yourself, and load the file that is in it.")


class ArchiveHoldsSeveral(Refusal):
    """The packed file holds no file, or more than one."""

    code = "intervals.archive_holds_several"
    status = 422

    title = _("Not one file")
    sentence = _(
        "A packed file is loaded if exactly one file is in it; in this one there are %(count)s."
    )
    next_step = _(
        "Unpack it, and load its files one after the other. If it is empty, export it again."
    )


class FileHasFindings(Refusal):
    """Rows of the file are wrong; nothing of it was loaded."""

    code = "intervals.file_has_findings"
    status = 422

    title = _("Rows that cannot be loaded")
    sentence = ngettext_lazy(
        "%(count)s row of this file is wrong, in line %(line)s: %(reason)s",
        "%(count)s rows of this file are wrong; the first is in line %(line)s: %(reason)s",
        "count",
    )
    next_step = _("Correct the file, or load it without what is wrong: that is then listed apart.")


class NothingToLoad(Refusal):
    """The file has no value that could be kept."""

    code = "intervals.nothing_to_load"
    status = 422

    title = _("Nothing to load")
    sentence = _("No value was found in this file that can be kept.")
    next_step = _("Look at what is said of its rows, or export another period.")


class NothingOfYours(Refusal):
    """No day of the file lies within a contract."""

    code = "intervals.outside_contract"
    status = 422

    title = _("Outside the contract")
    sentence = _("Every day of this file lies outside the contract at that address.")
    next_step = _("Export a period of the contract, and load that file.")


class NothingWithConsent(Refusal):
    """The file is finer than a day, and nobody consented to keeping that."""

    code = "intervals.no_consent"
    status = 409

    title = _("A consent is needed")
    sentence = _("Values finer than a day are kept only with the customer's consent.")
    next_step = _("Give the consent, or load a file of daily totals.")


class ConsentAlreadyGiven(Refusal):
    """A consent for this purpose holds already."""

    code = "consent.already_given"
    status = 409

    title = _("Already given")
    sentence = _("This consent was given already, and holds until %(expires_on)s.")
    next_step = _("There is nothing to do. To end it earlier, revoke it.")


class ConsentTextChanged(Refusal):
    """The text that was read is no version of ours, or not the one of today."""

    code = "consent.text_changed"
    status = 409

    title = _("The text has changed")
    sentence = _("This is not the text that holds today, so nothing was agreed to.")
    next_step = _("Read the text as it stands now, and give your consent again if you agree.")


class ConsentAlreadyEnded(Refusal):
    """The consent holds no more."""

    code = "consent.already_ended"
    status = 409

    title = _("Already ended")
    sentence = _("This consent holds no more.")
    next_step = _("There is nothing to do. It can be given again.")


class ConsentTooLong(Refusal):
    """The last day lies behind us, or too far ahead."""

    code = "consent.too_long"
    status = 422

    title = _("Three years at the most")
    sentence = _("A consent ends after today, and on %(latest_on)s at the latest.")
    next_step = _("Choose a day between.")


class FileLost(Refusal):
    """The archive does not hold the bytes of a file that was brought."""

    code = "intervals.file_lost"
    status = 409

    title = _("File lost")
    sentence = _("The archive does not have this file any more as it came.")
    next_step = _("Bring it again: nothing of it was loaded.")
