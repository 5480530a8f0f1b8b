"""The command line of the web server: one, for the demonstration and for production."""

import sys


def compose_web_command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """Granian over WSGI; a request takes one of ``threads`` in one of ``workers`` processes."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
        *("--log-level", "warning", "kwartier.config.wsgi:application"),
    ]
