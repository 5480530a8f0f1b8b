"""What is imported before coverage begins to watch: named to pytest by ``-p``, on every worker.

For a line of a module CPython 3.12 looks through all lines before it, once anybody traces: the tables of
moons in holidays and of glyphs in pypdf, thousands of lines long, then take half a minute instead of nothing.
"""

import holidays  # noqa: F401 - imported for that alone
import pypdf  # noqa: F401 - imported for that alone
