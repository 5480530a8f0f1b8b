"""Regions out of operators: each the plain mean of its operators' columns."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from rulebooks.importers.series import PublishedSeries

# First digits of an operator's GLN, longest first where one begins another. Public numbers of the
# Belgian electricity operators, as their federation's workbooks show them.
REGION_OF_GLN: Final = {
    "5414488": "flanders",
    "5414492": "flanders",
    "5414494": "flanders",
    "5414496": "flanders",
    "5414489": "brussels",
    "5414490": "wallonia",
    "5414557": "wallonia",
    "5414567": "wallonia",
    "5499842496501": "wallonia",
    "5499982193704": "wallonia",
}


def average_regions(series: Iterable[PublishedSeries]) -> list[PublishedSeries]:
    """Return one series per region, and `belgium`: the plain mean of the operators' columns.

    The series come from one workbook, so they share their instants. A single column without a GLN
    (the national solar profile) answers for every region. Raises ValueError for a GLN of no known
    region: better no profile than one that silently lacks an operator.
    """
    columns = list(series)
    if len(columns) == 1 and not columns[0].name.isdigit():
        names = ["belgium", *dict.fromkeys(REGION_OF_GLN.values())]
        return [replace(columns[0], name=name, label=columns[0].name) for name in names]
    members: dict[str, list[PublishedSeries]] = {"belgium": columns}
    for column in columns:
        members.setdefault(_region_of(column.name), []).append(column)
    return [
        replace(
            group[0],
            name=region,
            label=f"mean of {len(group)} operators",
            values=np.mean([column.values for column in group], axis=0),
        )
        for region, group in members.items()
    ]


def _region_of(gln: str) -> str:
    for prefix, region in REGION_OF_GLN.items():
        if gln.startswith(prefix):
            return region
    raise ValueError(f"the operator {gln} belongs to no region that is known here")
