"""Conversion of a mine to a data center: scope, cost, schedule, value and verdict.

Facts in, tables out; no file is opened, and the scoring is a function passed in.
"""

from __future__ import annotations

from screening.conversion.conversion_model import Conversion, convert
from screening.conversion.recommendation import Rescore
from screening.conversion.work_packages import PACKAGES

__all__ = ["PACKAGES", "Conversion", "Rescore", "convert"]
