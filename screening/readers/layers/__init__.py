"""Vector layers of every kind."""
