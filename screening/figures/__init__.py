"""Figures of rank uncertainty and of back-tests. matplotlib is imported in this package alone.

Colours are those of viridis and of Okabe & Ito, distinguishable without colour vision; every axis
has its unit. Nothing is computed here.
"""

from __future__ import annotations

from screening.figures.figure_files import FORMATS, draw_backtest, draw_run

__all__ = ["FORMATS", "draw_backtest", "draw_run"]
