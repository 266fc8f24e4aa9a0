"""The version, once: packaging, ``--version`` and ``run.json`` read it here."""

from __future__ import annotations

__version__ = "0.1.0"
