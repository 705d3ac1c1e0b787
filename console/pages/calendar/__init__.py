"""Calendars: who can be booked when, who has booked, leave, the print view and the feed."""

from console.pages.calendar.feed_route import calendar_feed
from console.pages.calendar.routes import calendar_pages

__all__ = ["calendar_feed", "calendar_pages"]
