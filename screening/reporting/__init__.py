"""Results as text and totals for every output: number formats, explanations, portfolio."""
