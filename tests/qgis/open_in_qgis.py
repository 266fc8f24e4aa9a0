"""Open a GeoPackage in QGIS and say as JSON what a user would see. Run by QGIS's Python.

Usage: open_in_qgis.py FILE.gpkg PICTURE.png [--size WIDTH HEIGHT] [--extent W S E N]
                       [--project FILE.qgz] [--layout PICTURE.png] [--show LAYER ...]
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
    QgsLayoutExporter,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
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
        "rasters": _rasters(arguments.file),
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
    parser.add_argument("--project", type=Path, help="this one, not that of the GeoPackage")
    parser.add_argument("--layout", type=Path, help="print the project's layout here")
    parser.add_argument("--show", nargs="*", default=[], help="titles of layers to draw too")
    return parser.parse_args()


def _layers(file: Path) -> dict[str, dict[str, object]]:
    """Open each layer by itself, as dragging it into QGIS does: the default style applies."""
    names = _tables(file, "data_type IN ('features', 'attributes')")
    return {name: _layer(QgsVectorLayer(f"{file}|layername={name}", name, "ogr")) for name in names}


def _tables(file: Path, which: str) -> list[str]:
    query = "SELECT table_name FROM gpkg_contents WHERE table_name <> 'layer_styles' AND "
    with closing(sqlite3.connect(file)) as database:
        return [name for (name,) in database.execute(query + which)]


def _rasters(file: Path) -> dict[str, dict[str, object]]:
    told = {}
    for name in _tables(file, "data_type LIKE '%gridded%' OR data_type = 'tiles'"):
        layer = QgsRasterLayer(f"GPKG:{file}:{name}", name, "gdal")
        statistics = layer.dataProvider().bandStatistics(1)
        told[name] = {
            "valid": layer.isValid(),
            "crs": layer.crs().authid(),
            "low": statistics.minimumValue,
            "high": statistics.maximumValue,
        }
    return told


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
        "codes": {
            name: {
                word: code
                for entry in layer.editorWidgetSetup(i).config().get("map", [])
                for word, code in entry.items()
            }
            for i, name in enumerate(names)
            if layer.editorWidgetSetup(i).type() == "ValueMap"
        },
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
    inside = f"geopackage:{arguments.file}?projectName={names[0]}"
    read = project.read(str(arguments.project) if arguments.project else inside)
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
        "relations": {
            relation.name(): [
                relation.isValid(),
                relation.referencedLayer().name(),
                relation.referencingLayer().name(),
                _related(relation),
            ]
            for relation in project.relationManager().relations().values()
        },
        "layouts": [each.name() for each in project.layoutManager().printLayouts()],
        "extent": [view.xMinimum(), view.yMinimum(), view.xMaximum(), view.yMaximum()],
    }
    told["picture"] = _draw(project, arguments)
    if arguments.layout:
        (written,) = project.layoutManager().printLayouts()
        printing = QgsLayoutExporter.ImageExportSettings()
        printing.dpi = 96
        told["printed"] = QgsLayoutExporter(written).exportToImage(str(arguments.layout), printing)
        told["items"] = sorted(item.id() for item in written.items() if hasattr(item, "id"))
    return told


def _related(relation: object) -> dict[str, int]:
    """Count each site's rows, as its form would list them."""
    layer = relation.referencedLayer()
    return {
        row["site_id"]: sum(1 for _ in relation.getRelatedFeatures(row))
        for row in layer.getFeatures()
    }


def _draw(project: QgsProject, arguments: argparse.Namespace) -> dict[str, object]:
    """Draw the project as its map canvas would, and count what is not background."""
    for node in project.layerTreeRoot().findLayers():
        if node.name() in arguments.show:
            node.setItemVisibilityChecked(True)
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
