"""Verbs of the weather room: say what a station is, look at a file of temperatures, load it."""

from kwartier.weather.operations.files import load_temperatures, preview_temperatures
from kwartier.weather.operations.stations import keep_station

__all__ = ["keep_station", "load_temperatures", "preview_temperatures"]
