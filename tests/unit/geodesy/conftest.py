"""Every test runs twice, with the pure path and with the kernels, unless it compares both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from screening.numba_dispatch import CHOICE


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "path" in metafunc.fixturenames:
        once = getattr(metafunc.cls, "ONCE", False)
        metafunc.parametrize("path", ["on"] if once else ["off", "on"], indirect=True)


@pytest.fixture(autouse=True)
def path(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set SCREENING_KERNELS to off or on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CHOICE, request.param)
        yield
