"""Factor results reused between runs with the same inputs, such as scenarios of one config."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.factors.factor import Factor, compute_factor
from screening.model import FactorParameters, FactorResult, Layer, Layers, Sites

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class _Entry:
    """The result of a factor and everything that it was computed from."""

    frame: pd.DataFrame
    layers: tuple[Layer, ...]
    parameters: dict[str, object]
    result: FactorResult

    def matches(
        self, frame: pd.DataFrame, layers: tuple[Layer, ...], parameters: dict[str, object]
    ) -> bool:
        """Tell whether a computation from these inputs has this result."""
        return (
            len(layers) == len(self.layers)
            and all(a is b for a, b in zip(layers, self.layers, strict=True))
            and parameters == self.parameters
            and frame.columns.equals(self.frame.columns)
            and frame.equals(self.frame)
        )


class FactorCache:
    """Computes factors, and reuses results of equal inputs.

    Inputs are equal where the sites have equal tables, the layers that the factor reads are
    the same objects, and the parameters that it declares are equal.
    """

    def __init__(self) -> None:
        self._entries: dict[str, list[_Entry]] = {}

    def __call__(
        self, factor: Factor, sites: Sites, layers: Layers, parameters: FactorParameters
    ) -> FactorResult:
        """Compute a factor as :func:`screening.factors.factor.compute_factor` does.

        Parameters
        ----------
        factor : Factor
        sites : Sites
        layers : layers by kind
        parameters : FactorParameters

        Returns
        -------
        FactorResult
        """
        groups = factor.select_layers(layers, parameters).values()
        inputs = tuple(layer for group in groups for layer in group)
        declared = {name: getattr(parameters, name) for name in factor.parameters}
        entries = self._entries.setdefault(factor.name, [])
        for entry in entries:
            if entry.matches(sites.frame, inputs, declared):
                return entry.result
        result = compute_factor(factor, sites, layers, parameters)
        entries.append(_Entry(sites.frame, inputs, declared, result))
        return result
