"""Importers: what the market publishes, as rows of cells, turned into load profiles.

Words: a *row* is a list of cells (text, number, instant without a zone, or nothing), as a person
sees them in a spreadsheet; a *published series* is one column of such a file with its instants
made certain.

Guarantees: no file is opened here; instants come from the fixed column, never from the wall
clock; a series is contiguous and, where it is a share, adds up to 1; a bad file is a
`BadProfileFile` with the sheet, the row and the column.
"""

from rulebooks.importers.coefficients import read_coefficients
from rulebooks.importers.errors import BadProfileFile
from rulebooks.importers.regions import REGION_OF_GLN, average_regions
from rulebooks.importers.series import PublishedSeries, build_imported
from rulebooks.importers.workbooks import read_gas_gos, read_rlp0n, read_slp_ex, read_spp

__all__ = [
    "REGION_OF_GLN",
    "BadProfileFile",
    "PublishedSeries",
    "average_regions",
    "build_imported",
    "read_coefficients",
    "read_gas_gos",
    "read_rlp0n",
    "read_slp_ex",
    "read_spp",
]
