"""Rebuild the starter layers from their tables of public facts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from screening.errors import LayerError
from screening.providers.starter.starter_layers import build_layers

EXIT_DONE, EXIT_USER = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: those of the command line.

    Returns
    -------
    int, the exit code: 0, or 2 for an error that the user can correct
    """
    options = _make_parser().parse_args(arguments)
    try:
        build_layers(options.layers, options.boundaries)
    except LayerError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return EXIT_USER
    return EXIT_DONE


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m screening.providers.starter", description=__doc__
    )
    parser.add_argument(
        "--layers",
        type=Path,
        default=Path("layers"),
        help="the folder of layers (default: ./layers)",
    )
    parser.add_argument(
        "--boundaries",
        type=Path,
        metavar="PACKAGE",
        help="also rebuild the boundaries, from the unpacked npm package us-atlas",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
