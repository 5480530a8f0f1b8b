"""The Django house: rooms with the same furniture, doors without rules.

Floors, top to bottom: ``config``; the doors ``portal | office | api | jobs | demo``; ``ui``;
``support``; ``billing``; ``supply``; ``ledger | metering | pricing | brand_settings``; ``parties``;
``platform``.
A room may look down, never up; import-linter keeps it so.
"""

# The same as in pyproject.toml: the program also runs from its folder, without being installed.
__version__ = "0.1.0"
