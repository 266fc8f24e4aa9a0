"""Commands with a page of their own; ``screening.cli`` registers each with a line."""
