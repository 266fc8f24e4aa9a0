"""From "it has power" to "here is what must be built": cost, months, value, verdict.

Facts in, tables out; nothing is read or written, and the scoring is a function passed in.
"""

from __future__ import annotations

from screening.conversion.conversion_model import Conversion, convert
from screening.conversion.recommendation import Rescore
from screening.conversion.work_packages import PACKAGES

__all__ = ["PACKAGES", "Conversion", "Rescore", "convert"]
