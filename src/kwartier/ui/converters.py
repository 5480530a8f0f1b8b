"""What the doors' URLs share: a day in a path."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """An ISO day in a URL: 2026-11-21."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read it; a day that is not one is not found."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Write it."""
        return value.isoformat()


register_converter(DayConverter, "day")
