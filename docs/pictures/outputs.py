"""Make the pictures of report, QGIS project and workbook: `make pictures`, after `make run`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
RUN = REPOSITORY / "outputs" / "texas"
PAPER_PX = (816, 1056)
"""A Letter page at 96 dots an inch."""

SHEET_PX = 1500
"""Width of the workbook's picture."""

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]


def main() -> None:
    """Look at each file of the Texas run as its reader would, and keep what is seen."""
    wanted = {"chromium": "chromium", "soffice": "libreoffice-calc", "pdftoppm": "poppler-utils"}
    missing = [package for command, package in wanted.items() if shutil.which(command) is None]
    if missing or not RUN.is_dir():
        sys.exit(f"pictures: expected {RUN} and {', '.join(missing) or 'nothing more'}; install, "
                 "and do `make run` first")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        _report(Path(folder))
        _project(Path(folder))
        _workbook(Path(folder))


def _kept(picture: Image.Image, name: str) -> None:
    picture.convert("RGB").save(HERE / name, optimize=True)


def _report(folder: Path) -> None:
    """Print the report, and put its first page and that of the first site side by side."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = chromium.new_page()
        page.goto((RUN / "report.html").as_uri())
        sites = page.locator("section.site").count()
        page.pdf(path=folder / "report.pdf", format="Letter")
        chromium.close()
    scale = ["-scale-to-x", str(PAPER_PX[0]), "-scale-to-y", str(PAPER_PX[1])]
    subprocess.run(["pdftoppm", "-png", *scale, folder / "report.pdf", folder / "page"], check=True)
    pages = [Image.open(path) for path in sorted(folder.glob("page-*.png"))]
    both = Image.new("RGB", (2 * PAPER_PX[0] + 24, PAPER_PX[1]), "#d9d6cf")
    both.paste(pages[0], (0, 0))
    both.paste(pages[-sites], (PAPER_PX[0] + 24, 0))
    _kept(both, "report.png")


def _project(folder: Path) -> None:
    """Have QGIS print the layout of the project."""
    own = {"HOME": str(folder), "QGIS_CUSTOM_CONFIG_PATH": str(folder)}
    shown = {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder)}
    folder.chmod(0o700)
    script = REPOSITORY / "tests" / "qgis" / "open_in_qgis.py"
    package, picture = RUN / "screening.gpkg", folder / "map.png"
    subprocess.run(
        ["/usr/bin/python3", script, package, picture, "--layout", folder / "layout.png"],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | own | shown,
    )
    _kept(Image.open(folder / "layout.png"), "qgis.png")


def _workbook(folder: Path) -> None:
    """Have LibreOffice print the ranking, and keep its top left."""
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, RUN / "sites.xlsx"], check=True, capture_output=True)
    first = ["-f", "1", "-l", "1", "-r", "220", "-png"]
    subprocess.run(["pdftoppm", *first, folder / "sites.pdf", folder / "sheet"], check=True)
    sheet = Image.open(next(folder.glob("sheet-*.png"))).convert("RGB")
    _kept(_trimmed(sheet), "workbook.png")


def _trimmed(sheet: Image.Image) -> Image.Image:
    """Cut the white margin off, and scale to the width of a page of documentation."""
    ink = sheet.convert("L").point(lambda level: 255 * (level < 250))
    left, top, right, bottom = ink.getbbox() or (0, 0, *sheet.size)
    cut = sheet.crop((left - 8, top - 8, right + 8, bottom + 8))
    return cut.resize((SHEET_PX, round(cut.height * SHEET_PX / cut.width)))


if __name__ == "__main__":
    main()
