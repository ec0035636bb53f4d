"""Times as people and programs read them."""

from datetime import UTC, datetime


def iso_time(seconds: float | None) -> str | None:
    """Return seconds since 1970 as ISO-8601 in UTC; None stays None."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
