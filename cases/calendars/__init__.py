"""Calendars of lawyers and counsellors: their weeks, exceptions, times, who waits for one, and what changes do to bookings."""
