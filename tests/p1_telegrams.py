"""Invented P1 telegrams of Belgian meters, without their check sum."""

HISTORY = (
    ("260501000000S", "260423192538S", 3_695),
    ("260401000000S", "260305122139W", 5_980),
    ("260301000000S", "260210035421W", 4_318),  # meters write S here, though it is winter
    ("260101000000W", "251210180000W", 4_100),
)


def spell(text: str) -> str:
    """A text as its bytes in hexadecimal, as meters tell numbers."""
    return text.encode().hex().upper()


def say_kilo(value: int, digits: int) -> str:
    """A number of Wh or W in thousands, with the zeros before it that a meter shows."""
    return f"{value // 1000:0{digits}d}.{value % 1000:03d}"


def write_telegram(
    *,
    now: str = "260512135409S",
    offtake: tuple[int, int] = (34, 15_758),
    injection: tuple[int, int] = (0, 11),
    history: tuple[tuple[str, str, int], ...] = HISTORY,
    month: tuple[str, int] = ("260509134558S", 2_589),
    ean: str = "541440000000000019",
    more: str = "",
) -> str:
    """A telegram up to its ``!``."""
    kept = "".join(f"({at})({peak_at})({say_kilo(peak, 2)}*kW)" for at, peak_at, peak in history)
    registers = "\n".join(
        f"1-0:{way}.8.{use}({say_kilo(index, 6)}*kWh)"
        for way, indexes in ((1, offtake), (2, injection))
        for use, index in enumerate(indexes, 1)
    )
    return f"""/FLU5\\253770000_A

0-0:96.1.4(50217)
0-0:96.1.1({spell("1SAG1100000000")})
0-0:96.1.2({spell(ean)})
0-0:1.0.0({now})
{registers}
1-0:1.4.0(02.351*kW)
1-0:1.6.0({month[0]})({say_kilo(month[1], 2)}*kW)
0-0:98.1.0({len(history)})(1-0:1.6.0)(1-0:1.6.0){kept}
0-0:96.13.0()
{more}!"""
