"""Why a consumption cannot be charged."""


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
    """An amount could leave int64; `volume_wh` is the largest register volume given."""

    def __init__(self, volume_wh: int) -> None:
        self.volume_wh = volume_wh
        super().__init__(f"a register volume of {volume_wh} Wh makes an amount beyond int64")


class PeakTooLarge(OverflowError):
    """A capacity could leave int64; `peak_w` is the largest peak given."""

    def __init__(self, peak_w: int) -> None:
        self.peak_w = peak_w
        super().__init__(f"a peak of {peak_w} W makes an amount beyond int64")
