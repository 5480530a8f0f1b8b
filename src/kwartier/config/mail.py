"""Outgoing mail from ``EMAIL_URL``: ``smtp://user:password@host:587/?tls=starttls``.

In the demonstration nothing leaves the machine: mails stay in the outbox that the browser opens.
"""

import os
from urllib.parse import parse_qs, unquote, urlsplit

_url = urlsplit(os.environ.get("EMAIL_URL", ""))
_options = parse_qs(_url.query)

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _url.scheme in {"smtp", "smtps"}
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = _url.hostname or "localhost"
EMAIL_PORT = _url.port or (465 if _url.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(_url.username or "")
EMAIL_HOST_PASSWORD = unquote(_url.password or "")
EMAIL_USE_SSL = _url.scheme == "smtps"
EMAIL_USE_TLS = _options.get("tls", [""])[0] == "starttls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("KWARTIER_MAIL_FROM", "Kwartier <no-reply@kwartier.example>")
