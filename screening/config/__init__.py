"""The TOML file → a frozen :class:`screening.config.loader.Config`, or all its problems."""
