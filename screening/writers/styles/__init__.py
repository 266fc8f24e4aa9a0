"""One backend a format for the styles of ``catalog.styles``: QML, KML, SVG, the web map's JSON."""
