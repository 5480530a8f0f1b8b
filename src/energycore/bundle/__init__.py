"""Bundle: all that a bill was made from, in one document that anybody can calculate again.

Words: a *bundle* holds dated prices, measured volumes and the few values of the load profiles that
divided them, with the statement that followed; to *recompute* it is to make the statement again
and to say where it differs.

Guarantees: money and prices are written as exact decimals in euro, so that a reader needs no unit
but the euro, the kWh and the Wh; what is written and read again gives the same statement to the
pico-euro; a document that is none is refused with the place at which it went wrong.
"""

from energycore.bundle.course import along_course_of
from energycore.bundle.errors import DocumentInvalid, ShareMissing
from energycore.bundle.expecting import expect_measured
from energycore.bundle.intervals import IntervalTotal, series_sha256, weigh_segments
from energycore.bundle.measured import Measured, MeasuredColumns
from energycore.bundle.recompute import Difference, Recomputed, recompute
from energycore.bundle.schema import bundle_schema
from energycore.bundle.stating import (
    BillInputs,
    PeakStretch,
    annual_offtake_wh,
    cut_days,
    keep_shares,
    shape_of_peaks,
    state,
    state_together,
    statement_days,
)
from energycore.bundle.terms import term_from_json, term_to_json
from energycore.bundle.writing import (
    FORMAT,
    VERSION,
    find_provisional_part,
    read_bundle,
    write_bundle,
)

__all__ = [
    "FORMAT",
    "VERSION",
    "BillInputs",
    "Difference",
    "DocumentInvalid",
    "IntervalTotal",
    "Measured",
    "MeasuredColumns",
    "PeakStretch",
    "Recomputed",
    "ShareMissing",
    "along_course_of",
    "annual_offtake_wh",
    "bundle_schema",
    "cut_days",
    "expect_measured",
    "find_provisional_part",
    "keep_shares",
    "read_bundle",
    "recompute",
    "series_sha256",
    "shape_of_peaks",
    "state",
    "state_together",
    "statement_days",
    "term_from_json",
    "term_to_json",
    "weigh_segments",
    "write_bundle",
]
