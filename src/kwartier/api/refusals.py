"""What this door itself refuses, before a room is asked."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kwartier.platform.errors import Refusal


class TokenMissing(Refusal):
    """No token came with the request, or one that opens nothing here."""

    code = "api.token_missing"
    status = 401

    title = _("A valid token is needed")
    sentence = _(
        "This request came without a token, or with one that was revoked, has expired, or belongs "
        "to another brand."
    )
    next_step = _(
        "Send the header “Authorization: Bearer” with a personal token. You make one in your "
        "customer area, under “API tokens”."
    )


class ScopeMissing(Refusal):
    """The token may not do this."""

    code = "api.scope_missing"
    status = 403

    title = _("Not with this token")
    sentence = _("This token does not have the scope “%(scope)s”.")
    next_step = _("Make a token with this scope in your customer area, under “API tokens”.")


class ServiceTokenMissing(TokenMissing):
    """No service token came with the request, or one that opens nothing here."""

    code = "api.service_token_missing"

    title = _("A valid service token is needed")
    sentence = _(
        "This request came without a service token, or with one that was revoked, has expired, or "
        "belongs to another brand."
    )
    next_step = _(
        "Send the header “Authorization: Bearer” with a service token. An agent of operations makes "
        "one in the office, under “Service tokens”."
    )


class ServiceScopeMissing(ScopeMissing):
    """The service token may not do this."""

    code = "api.service_scope_missing"

    next_step = _("An agent of operations can make a token with this scope in the office.")


class AgentTokenMissing(TokenMissing):
    """No agent's token came with the request, or one that opens nothing here."""

    code = "api.agent_token_missing"

    title = _("A valid token of an agent is needed")
    sentence = _(
        "This request came without a token of an agent, or with one that was revoked, has expired, "
        "or belongs to somebody to whom the office is not open."
    )
    next_step = _(
        "Send the header “Authorization: Bearer” with a token of your own. An agent makes one in the "
        "office, under “My tokens”, for a working day."
    )


class AgentScopeMissing(ScopeMissing):
    """The agent's token may not do this."""

    code = "api.agent_scope_missing"

    next_step = _("Make a token with this scope in the office, under “My tokens”.")


class NetworkRefused(Refusal):
    """The service token works from named networks only, and this request came from another one."""

    code = "api.network_refused"
    status = 403

    title = _("Not from this network")
    sentence = _("This token works only from the networks that were named for it.")
    next_step = _(
        "Send the request from one of them, or have a token made that names the network of your "
        "program."
    )


class TooManyRequests(Refusal):
    """The token asked more often than one token may."""

    code = "api.too_many_requests"
    status = 429

    title = _("Too many requests")
    sentence = _("A token can be used %(limit)s times a minute, and this one was used more often.")
    next_step = ngettext_lazy(
        "Wait %(wait_seconds)s second, then go on more slowly.",
        "Wait %(wait_seconds)s seconds, then go on more slowly.",
        "wait_seconds",
    )


class TooOften(Refusal):
    """Something that is meant for now and then was done many times in a row."""

    code = "api.too_often"
    status = 429

    title = _("Too often in a short time")
    sentence = _("You did this many times in a short time, so we stopped it for a while.")
    next_step = _("Try again in an hour.")


class RequestMalformed(Refusal):
    """The body is not JSON."""

    code = "api.malformed"
    status = 400

    title = _("Not JSON")
    sentence = _("We cannot read the body of this request as JSON.")
    next_step = _("Send JSON in UTF-8, as the reference of the API describes it.")


class UploadBroken(Refusal):
    """A form with a file that cannot be read, or that has none."""

    code = "api.upload_broken"
    status = 400

    title = _("No file in it")
    sentence = _("We find no file in the body of this request.")
    next_step = _("Send the bytes of the file as the body, or a form with the file under “file”.")


class ContentTypeUnknown(Refusal):
    """The body is of a type that no file of a bank has."""

    code = "api.content_type_unknown"
    status = 415

    title = _("Not as a file")
    sentence = _("The content type “%(found)s” is not one in which a file is sent here.")
    next_step = _("Send the file as application/octet-stream, as XML or text, or in a form.")


class RequestTooLarge(Refusal):
    """The body is longer than any that a route could want."""

    code = "api.too_large"
    status = 413

    title = _("Too large")
    sentence = _("The body of a request has at most %(most)s bytes.")
    next_step = _("Send less in one request.")


class RequestInvalid(Refusal):
    """A parameter or a field is not what the schema says; ``errors`` names each."""

    code = "api.invalid"
    status = 422

    title = _("Something does not fit")
    sentence = _("A part of this request is not as the API describes it. Nothing was changed.")
    next_step = _("Correct the parts that are listed under “errors” and send the request again.")


class CursorUnknown(Refusal):
    """The cursor names no place in this list (any more)."""

    code = "api.cursor_unknown"
    status = 422

    title = _("Not a place in this list")
    sentence = _("This cursor does not belong to this list, or the list has changed since.")
    next_step = _("Ask for the list again from its beginning, without a cursor.")


class RegisterGivenTwice(Refusal):
    """Two entries of one reading name the same register."""

    code = "api.register_twice"
    status = 422

    title = _("A register comes twice")
    sentence = _("Two entries of this reading are about the same register.")
    next_step = _("Send one entry for each register.")


class MethodNotAllowed(Refusal):
    """The resource is there, but not for this verb."""

    code = "api.method_not_allowed"
    status = 405

    title = _("Not with this method")
    sentence = _("This resource does not know the method %(method)s.")
    next_step = _("Use one of: %(allowed)s.")


class ServerFailed(Refusal):
    """Our fault; the transaction was rolled back."""

    code = "api.server_failed"
    status = 500

    title = _("Something went wrong on our side")
    sentence = _("This is our fault, not yours. Nothing was changed.")
    next_step = _("Send the request again later. If it keeps failing, please tell us.")
