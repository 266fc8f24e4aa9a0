"""Results in words and figures, for every output: explanations, uncertainty, portfolio."""
