"""What the alerts room can do."""

from kwartier.alerts._stop_keys import read_stop_key, write_stop_key
from kwartier.alerts.operations.raise_alerts import raise_alerts
from kwartier.alerts.operations.watches import set_watch, stop_watch, stop_watches

__all__ = [
    "raise_alerts",
    "read_stop_key",
    "set_watch",
    "stop_watch",
    "stop_watches",
    "write_stop_key",
]
