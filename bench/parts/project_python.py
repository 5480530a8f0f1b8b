"""Import it first: a bench that any Python started goes on under the project's own, in `.venv`.

Where there is no `.venv` yet, a Python that is too old says what to do instead of a syntax error.
"""

import os
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parents[2] / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 12)

if PYTHON.exists() and Path(sys.prefix).resolve() != VENV.resolve():
    os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606 - the same script, under our Python
if sys.version_info < OLDEST:
    sys.exit("This needs Python 3.12: run `make bench`, or `python3 tools/bootstrap.py` once.")
