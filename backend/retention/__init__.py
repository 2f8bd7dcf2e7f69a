"""Who is due, since when and why? Pure functions over facts: no clock, no database, no personal field."""
