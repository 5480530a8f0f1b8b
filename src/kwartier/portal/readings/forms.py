"""The form of a reading; the office fills in the same one."""

from kwartier.ui.reading_form import ReadingForm, field_name

__all__ = ["ReadingForm", "field_name"]
