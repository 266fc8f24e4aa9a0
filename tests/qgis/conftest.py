"""QGIS has its own Python; what runs there is no module of these tests."""

from __future__ import annotations

collect_ignore = ["open_in_qgis.py"]
