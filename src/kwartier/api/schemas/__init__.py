"""What goes in and out, as pydantic models; functions ``show_...`` fill them from a room's values."""
