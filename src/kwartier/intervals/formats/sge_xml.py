"""Flows of the French operator to suppliers, in XML: R50, R4x (curves), R151, R15, C15 (indexes).

R50      half-hours of homes, W, each stamped at its end
R4x      curves of larger sites, kW, each stamped at its start
R151     daily indexes in Wh; the day it names is the one that ends, so the index is of the day after
R15      billing readings in kWh, of the beginning of the day they name
C15      readings at events of a contract, before and after, in kWh

An index row is of a register "EAS D HPH": EAS taken from the grid, EAI fed into it; D of the
operator's grid of hours, F of the supplier's. Its origin says the flow and how the reading was made.
"""

from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._series import finish
from kwartier.intervals.formats._sge_curves import read_r4, read_r50
from kwartier.intervals.formats._sge_indexes import read_readings
from kwartier.intervals.formats._xml import XmlBroken, as_utf8, root_of
from kwartier.intervals.types import ParsedFile

FORMAT = "sge_xml"
_CURVES = {"R50": read_r50, "R4H": read_r4, "R4M": read_r4, "R4Q": read_r4, "Courbe": read_r4}
_READINGS = ("R151", "R15", "C15")


def recognize(head: bytes) -> bool:
    """Whether a file that begins so is one of these flows."""
    root = root_of(head)
    return root in _CURVES or root in _READINGS


def read(content: bytes, *, timezone: str) -> ParsedFile:
    """What the flow says; nothing of a file that is cut or damaged."""
    found = Findings()
    root = root_of(content[:4096])
    try:
        content = as_utf8(content)
        if root in _CURVES:
            series = _CURVES[root](content, timezone=timezone, found=found)
            parsed = finish(FORMAT, found, series=series)
        else:
            indexes, peaks = read_readings(content, root, timezone=timezone, found=found)
            parsed = finish(FORMAT, found, indexes=indexes, peaks=peaks)
    except XmlBroken as broken:
        found = Findings()
        found.add(broken.kind, line=broken.line, field="", found=broken.shown)
        return finish(FORMAT, found)
    if not (parsed.series or parsed.indexes or parsed.peaks or parsed.findings):
        found.add(kinds.NO_ROWS, line=1, field="PRM")
        return finish(FORMAT, found)
    return parsed
