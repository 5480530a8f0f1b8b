"""Refusals of the support room: what cannot be asked, added or kept."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class RequestSubjectMissing(Refusal):
    """A request without a subject."""

    code = "request.subject_missing"
    status = 422

    title = _("The subject is missing")
    sentence = _("We need a few words that say what it is about.")
    next_step = _("Write a subject, for example: my invoice of March.")


class RequestSubjectTooLong(Refusal):
    """A subject that is a letter."""

    code = "request.subject_too_long"
    status = 422

    title = _("The subject is too long")
    sentence = _("A subject has at most %(limit)s characters; yours has %(count)s.")
    next_step = _("Keep a few words, and put the rest in the message.")


class RequestTextMissing(Refusal):
    """A message without a text."""

    code = "request.text_missing"
    status = 422

    title = _("Your message is empty")
    sentence = _("There is no text in your message.")
    next_step = _("Write what we can do for you, and send it again.")


class RequestTextTooLong(Refusal):
    """A message longer than we read."""

    code = "request.text_too_long"
    status = 422

    title = _("Your message is too long")
    sentence = _("A message has at most %(limit)s characters; yours has %(count)s.")
    next_step = _("Shorten it, or send it in two messages.")


class RequestIsClosed(Refusal):
    """A closed request takes no more messages."""

    code = "request.closed"

    title = _("This request is closed")
    sentence = _("Request %(number)s is done, so it takes no new messages.")
    next_step = _("Open a new request and mention this number: we will look at both together.")
    action = "open_request"


class CommentTooLong(Refusal):
    """The comment is longer than we read."""

    code = "feedback.too_long"
    status = 422

    title = _("Your comment is too long")
    sentence = _("A comment has at most %(limit)s characters; yours has %(count)s.")
    next_step = _("Shorten it and send it again.")


class CommentLooksPersonal(Refusal):
    """The comment seems to hold somebody's number or address: it is shown back and not kept."""

    code = "feedback.personal"
    status = 422

    title = _("Your comment seems to contain personal data")
    sentence = _("We found %(found)s in your comment, so we have not kept it.")
    next_step = _(
        "Take it out and send your comment again. If it is about your own contract, send us a "
        "message instead: there we know who you are."
    )
