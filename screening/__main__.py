"""``screening`` and ``python -m screening``: interrupted while it loads, it says so too."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Load the command line and run it."""
    try:
        from screening.cli import app
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; earlier outputs are as they were\n")
        sys.exit(130)
    app.main()


if __name__ == "__main__":
    main()
