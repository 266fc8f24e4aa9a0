"""``python -m screening``."""

from __future__ import annotations

from screening.cli import main

if __name__ == "__main__":
    main()
