"""Weather files of one station, and layers of many."""
