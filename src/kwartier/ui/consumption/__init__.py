"""Consumption on a screen: one page for the customer and the agent, one table for every file."""

from kwartier.ui.consumption.asking import Asked, read_asked
from kwartier.ui.consumption.overview import (
    build_overview_page,
    name_overview_file,
    overview_table,
    read_overview_asked,
)
from kwartier.ui.consumption.page import UNITS, ConsumptionPage, build_page
from kwartier.ui.consumption.tables import (
    TableName,
    consumption_table,
    file_table,
    name_file,
)

__all__ = [
    "UNITS",
    "Asked",
    "ConsumptionPage",
    "TableName",
    "build_overview_page",
    "build_page",
    "consumption_table",
    "file_table",
    "name_file",
    "name_overview_file",
    "overview_table",
    "read_asked",
    "read_overview_asked",
]
