"""Back-test: whether the score identifies the mines that converted."""
