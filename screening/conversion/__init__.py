"""From "it has power" to "here is what must be built": cost, months, value, verdict.

Facts in, tables out; nothing is read or written, and the scoring is a function passed in.
"""

from __future__ import annotations

from screening.conversion.convert import Conversion, convert
from screening.conversion.packages import PACKAGES
from screening.conversion.verdict import Rescore

__all__ = ["PACKAGES", "Conversion", "Rescore", "convert"]
