"""Why the embedded server does not start or stop: each a sentence for the person at the terminal.

They are not in the catalogue of `platform.errors`: no customer meets them, and they are told
before Django is loaded.
"""


class EmbeddedPostgresRefusal(Exception):
    """Base of all; ``str()`` is the sentence to show, with what to do next."""


class FolderIsInUse(EmbeddedPostgresRefusal):
    """A living process holds the folder."""


class ClusterIsIncomplete(EmbeddedPostgresRefusal):
    """The folder holds files that are not a whole database; they are left as they are."""


class ClusterIsOfAnotherVersion(EmbeddedPostgresRefusal):
    """The files were written by another major version of PostgreSQL."""


class ServerDoesNotStart(EmbeddedPostgresRefusal):
    """A program of PostgreSQL failed; the sentence quotes the end of its log."""
