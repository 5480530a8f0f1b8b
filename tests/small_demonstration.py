"""A small demonstration inside a test's transaction."""

import io

from django.core.management import call_command

from kept_world import check_constraints


def load_demonstration(*, homes: int) -> None:
    """Load it, and have every deferred constraint checked now.

    A transaction that is rolled back keeps its checks for the end: each savepoint of each test
    in it would do all of them again, three seconds a time.
    """
    call_command("load_demo", homes=homes, stdout=io.StringIO())
    check_constraints()
