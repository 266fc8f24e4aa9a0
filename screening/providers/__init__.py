"""Public data → layer files on disk, each with its source."""
