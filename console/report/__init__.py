"""Figures as tables: built once, shown on the page, downloaded as CSV and set into the monthly report, so that all agree."""
