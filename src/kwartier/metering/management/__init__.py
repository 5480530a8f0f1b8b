"""Commands of the metering room."""
