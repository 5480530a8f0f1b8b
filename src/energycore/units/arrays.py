"""The array types of the core, and the unit-bearing names for them.

The names carry meaning, not checking: `Wh`, `NanoEur`, `MicroEur` and `Cents` are all int64.
"""

import numpy as np
from numpy.typing import NDArray

type IntArray = NDArray[np.int64]
type FloatArray = NDArray[np.float64]
type BoolArray = NDArray[np.bool_]
type ByteArray = NDArray[np.uint8]

type Wh = NDArray[np.int64]
type NanoEur = NDArray[np.int64]
type MicroEur = NDArray[np.int64]
type Cents = NDArray[np.int64]
