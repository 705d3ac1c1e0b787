"""Figures: counted by day, read in a few rows. `counting.count_new` is the round; `reading` and `live` serve the page."""
