"""Tables and vector files of sites."""
