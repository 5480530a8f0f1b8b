"""Charts drawn on the server as SVG: pure functions of frozen values, every value escaped.

Text keeps its size at any width: the outer ``svg`` has no viewBox, x is in percent and y in pixels;
lines live in a nested ``svg preserveAspectRatio="none"`` with ``vector-effect: non-scaling-stroke``.
Every picture is ``role="img"`` and labelled by its finding; the numbers stand in a table beside it.
"""

from kwartier.ui.charts.balance import (
    BalanceChart,
    BalancePoint,
    balance_chart,
    balance_figure,
    balance_finding,
    balance_table,
)
from kwartier.ui.charts.bars import Bar, BarsChart, bars_chart, bars_figure, bars_table
from kwartier.ui.charts.figures import Figure, LegendItem
from kwartier.ui.charts.heat_maps import HeatChart, HeatRow, heat_chart, heat_legend
from kwartier.ui.charts.meters import BandMeter, Share, band_meter, share_bar
from kwartier.ui.charts.rings import Ring, RingCell, ring
from kwartier.ui.charts.sparklines import Sparkline, sparkline

__all__ = [
    "BalanceChart",
    "BalancePoint",
    "BandMeter",
    "Bar",
    "BarsChart",
    "Figure",
    "HeatChart",
    "HeatRow",
    "LegendItem",
    "Ring",
    "RingCell",
    "Share",
    "Sparkline",
    "balance_chart",
    "balance_figure",
    "balance_finding",
    "balance_table",
    "band_meter",
    "bars_chart",
    "bars_figure",
    "bars_table",
    "heat_chart",
    "heat_legend",
    "ring",
    "share_bar",
    "sparkline",
]
