"""A tiny world in code, and where the real data is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ["SCREENING_CACHE"] = "off"
"""Before anything is imported, for commands that tests run too: no test leaves a trace."""

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout's top folder."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files beside the checkout; skips where it is absent."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of real data is not beside the checkout")
    return folder
