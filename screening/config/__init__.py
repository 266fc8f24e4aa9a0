"""Reads the TOML file into a frozen :class:`screening.config.settings.Config`."""
