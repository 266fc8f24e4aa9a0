"""Backends of ``catalog.styles``, one per format: QML, KML, SVG and the web map's JSON."""
