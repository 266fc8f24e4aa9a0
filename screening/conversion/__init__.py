"""What a site lacks for an AI tenant, as work packages with quantities and costs."""

from __future__ import annotations

from screening.conversion.build_list import build_list

__all__ = ["build_list"]
