"""The sentences of the access log: one per kind of entry on the record."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kwartier.parties.types import AccessLogRow

_SENTENCES = {
    "person.signed_up": _("Signed up"),
    "person.signed_in": _("Signed in"),
    "person.password_changed": _("Changed the password"),
    "person.recovery_code_used": _("Signed in with a recovery code"),
    "person.second_factor_added": _("Added a second factor"),
    "person.second_factor_removed": _("Removed a second factor"),
    "person.profile_changed": _("Changed the profile"),
    "token.created": _("Made the API token “%(name)s”"),
    "token.revoked": _("Revoked the API token “%(name)s”"),
    "membership.opened": _("%(person)s became the holder of the account"),
    "membership.requested": _("%(person)s asked for access"),
    "membership.granted": _("Gave %(person)s access"),
    "membership.refused": _("Refused access to %(person)s"),
    "membership.role_changed": _("Changed the role of %(person)s"),
    "membership.ended": _("Ended the access of %(person)s"),
    "invitation.sent": _("Invited %(email)s"),
    "invitation.withdrawn": _("Withdrew an invitation"),
    "invitation.accepted": _("%(person)s accepted an invitation"),
}


def say_action(row: AccessLogRow) -> str:
    """What happened, in the active language; an entry of another room by its own name."""
    sentence = _SENTENCES.get(row.action)
    if sentence is None:
        return gettext("Recorded: %(action)s") % {"action": row.action.replace("_", " ")}
    try:
        return str(sentence) % row.details
    except KeyError:
        return str(sentence)
