"""Entry point of ``screening`` and ``python -m screening``; handles Ctrl-C while loading."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Import the command line and run it."""
    try:
        from screening.cli import app
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; existing outputs were not changed\n")
        sys.exit(130)
    app.main()


if __name__ == "__main__":
    main()
