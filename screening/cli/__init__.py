"""Commands with a page of their own; ``screening.cli.app`` registers each with a line."""
