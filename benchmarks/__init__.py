"""How fast and how right: this package beside what people use today, in one process."""
