"""Readers of weather files: the year of one station, and layers of many stations."""
