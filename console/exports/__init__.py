"""Files colleagues take away: tables that open safely."""
