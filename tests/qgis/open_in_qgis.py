"""Open a GeoPackage in QGIS and say as JSON what a user would see. Run by QGIS's Python.

Usage: open_in_qgis.py FILE.gpkg PICTURE.png [--size WIDTH HEIGHT] [--extent W S E N]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def main() -> None:
    arguments = _arguments()
    application = QgsApplication([], False)
    application.initQgis()
    messages: list[str] = []
    application.messageLog().messageReceived.connect(
        lambda text, tag, level: messages.append(f"{tag}: {text}") if level else None
    )
    seen = {
        "qgis": Qgis.QGIS_VERSION,
        "layers": _layers(arguments.file),
        "project": _project(arguments),
        "messages": messages,
    }
    QgsProject.instance().clear()
    application.exitQgis()
    sys.stdout.write(json.dumps(seen))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--size", type=int, nargs=2, default=[900, 700])
    parser.add_argument("--extent", type=float, nargs=4, help="in longitude, latitude")
    return parser.parse_args()


def _layers(file: Path) -> dict[str, dict[str, object]]:
    """Open each layer by itself, as dragging it into QGIS does: the default style applies."""
    with closing(sqlite3.connect(file)) as database:
        names = [
            name
            for (name,) in database.execute(
                "SELECT table_name FROM gpkg_contents WHERE table_name <> 'layer_styles'"
            )
        ]
    return {name: _layer(QgsVectorLayer(f"{file}|layername={name}", name, "ogr")) for name in names}


def _layer(layer: QgsVectorLayer) -> dict[str, object]:
    renderer = layer.renderer()
    names = layer.fields().names()
    return {
        "valid": layer.isValid(),
        "rows": layer.featureCount(),
        "crs": layer.crs().authid(),
        "title": layer.dataProvider().layerMetadata().title(),
        "renderer": renderer.type() if renderer else "",
        "rules": [rule.label() for rule in renderer.rootRule().descendants()] if renderer else [],
        "labels": layer.labeling().type() if layer.labeling() else "",
        "faults": _faults(layer) if renderer else [],
        "aliases": {name: layer.attributeDisplayName(i) for i, name in enumerate(names)},
        "names": [str(row["name"]) for row in layer.getFeatures()] if "name" in names else [],
    }


def _faults(layer: QgsVectorLayer) -> list[str]:
    """Evaluate every expression of a style on every feature."""
    texts = [rule.filterExpression() for rule in layer.renderer().rootRule().descendants()]
    for rule in layer.labeling().rootRule().descendants() if layer.labeling() else []:
        written = rule.settings()
        properties = written.dataDefinedProperties()
        texts += [rule.filterExpression(), written.fieldName]
        texts += [properties.property(key).asExpression() for key in properties.propertyKeys()]
    for symbol in layer.renderer().symbols(QgsRenderContext()):
        for stroke in symbol.symbolLayers():
            properties = stroke.dataDefinedProperties()
            texts += [properties.property(key).asExpression() for key in properties.propertyKeys()]
    faults = []
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    for text in {text for text in texts if text and text != "ELSE"}:
        expression = QgsExpression(text)
        for row in layer.getFeatures():
            context.setFeature(row)
            expression.evaluate(context)
            if expression.hasParserError() or expression.hasEvalError():
                problem = expression.parserErrorString() or expression.evalErrorString()
                faults.append(f"{text}: {problem}")
                break
    return faults


def _project(arguments: argparse.Namespace) -> dict[str, object]:
    storage = QgsApplication.projectStorageRegistry().projectStorageFromType("geopackage")
    names = storage.listProjects(f"geopackage:{arguments.file}")
    project = QgsProject.instance()
    read = project.read(f"geopackage:{arguments.file}?projectName={names[0]}")
    view = project.viewSettings().defaultViewExtent()
    told = {
        "names": names,
        "read": read,
        "error": project.error(),
        "title": project.title(),
        "crs": project.crs().authid(),
        "ellipsoid": project.ellipsoid(),
        "layers": {layer.name(): layer.isValid() for layer in project.mapLayers().values()},
        "sources": [layer.source() for layer in project.mapLayers().values()],
        "groups": [group.name() for group in project.layerTreeRoot().findGroups()],
        "order": [layer.name() for layer in project.layerTreeRoot().layerOrder()],
        "renderers": {
            layer.name(): layer.renderer().type()
            for layer in project.mapLayers().values()
            if layer.renderer()
        },
        "extent": [view.xMinimum(), view.yMinimum(), view.xMaximum(), view.yMaximum()],
    }
    told["picture"] = _draw(project, arguments)
    return told


def _draw(project: QgsProject, arguments: argparse.Namespace) -> dict[str, object]:
    """Draw the project as its map canvas would, and count what is not background."""
    settings = QgsMapSettings()
    settings.setLayers(project.layerTreeRoot().checkedLayers())
    settings.setDestinationCrs(project.crs())
    settings.setTransformContext(project.transformContext())
    settings.setOutputSize(QSize(*arguments.size))
    settings.setOutputDpi(96)
    settings.setBackgroundColor(project.backgroundColor())
    extent = QgsRectangle(project.viewSettings().defaultViewExtent())
    if arguments.extent:
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        transform = QgsCoordinateTransform(degrees, project.crs(), project)
        extent = transform.transformBoundingBox(QgsRectangle(*arguments.extent))
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(str(arguments.picture))
    counts = Counter(
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    )
    background = counts[QColor(project.backgroundColor()).name()]
    return {
        "colours": len(counts),
        "drawn_fraction": 1 - background / sum(counts.values()),
        "common": [colour for colour, count in counts.most_common() if count >= 20],
        "scale": settings.scale(),
    }


if __name__ == "__main__":
    main()
