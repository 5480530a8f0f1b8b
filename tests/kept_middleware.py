"""The middleware of the tests' clients: loaded once, as in a server, and not by each new client.

To load it is to list the static files anew, which takes longer than most pages do.
"""

from typing import Any

from django.core.signals import setting_changed
from django.test.client import ClientHandler

_MADE = (
    "_view_middleware",
    "_template_response_middleware",
    "_exception_middleware",
    "_middleware_chain",
)


def keep_middleware() -> None:
    """From here on all clients of this process share one chain; a changed setting makes it anew."""
    kept: dict[str, Any] = {}
    load = ClientHandler.load_middleware

    def load_once(handler: ClientHandler) -> None:
        if not kept:
            load(handler)
            kept.update({name: getattr(handler, name) for name in _MADE})
        vars(handler).update(kept)

    def forget(**_changed: object) -> None:
        kept.clear()

    ClientHandler.load_middleware = load_once
    setting_changed.connect(forget, weak=False)
