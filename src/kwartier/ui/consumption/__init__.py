"""Consumption on a screen: one page for the customer and the agent, one table for every file."""

from kwartier.ui.consumption.page import UNITS, ConsumptionPage, build_page
from kwartier.ui.consumption.tables import consumption_table, name_file

__all__ = ["UNITS", "ConsumptionPage", "build_page", "consumption_table", "name_file"]
