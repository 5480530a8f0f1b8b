"""Why a consumption cannot be charged."""

from decimal import Decimal

_MOST = "more than 4.6 million euro, the most that one line holds"


class VolumeNegative(ValueError):
    """A register volume lies below zero: a finding about the readings, to be settled first."""

    def __init__(self) -> None:
        super().__init__("a register volume is below zero; settle the readings first")


class PeakMissing(ValueError):
    """The capacity term `code` needs an average monthly peak and none is known."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"the capacity term {code} needs an average monthly peak in watts")


class IntervalsMissing(ValueError):
    """The dynamic term `code` needs the volumes of quarter-hours at their index, and has none."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"the dynamic term {code} needs volumes of quarter-hours at their index")


class AmountTooLarge(OverflowError):
    """An amount could leave int64; `volume_wh` is the largest register volume given.

    `code` is the promise whose amount it is, where one is known.
    """

    def __init__(self, volume_wh: int, code: str = "") -> None:
        self.volume_wh = volume_wh
        self.code = code
        told = f"{_thousands(volume_wh)} kWh at one price could come to {_MOST}"
        super().__init__(f"{code}: {told}" if code else told)


class PeakTooLarge(OverflowError):
    """The capacity `code` could leave int64; `peak_w` is the largest peak given."""

    def __init__(self, peak_w: int, code: str) -> None:
        self.peak_w = peak_w
        self.code = code
        super().__init__(f"{code}: a peak of {_thousands(peak_w)} kW could come to {_MOST}")


def _thousands(number: int) -> str:
    """Return Wh as kWh, or W as kW, in plain notation."""
    return f"{Decimal(number).scaleb(-3).normalize():f}"
