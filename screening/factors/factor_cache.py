"""Factors computed once for runs that ask the same of the same layers, as scenarios do."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from screening.model import Factor, FactorParameters, FactorResult, Layer, Layers, Sites

if TYPE_CHECKING:
    import pandas as pd

_NAMES = frozenset(each.name for each in fields(FactorParameters))


class _Watched(FactorParameters):
    """Parameters that note which of them are read, comparisons of the whole included."""

    def __getattribute__(self, name: str) -> Any:
        if name in _NAMES:
            object.__getattribute__(self, "__dict__")["_read"].add(name)
        return object.__getattribute__(self, name)


def _watched(parameters: FactorParameters) -> tuple[FactorParameters, set[str]]:
    """Give the same parameters, and the set that fills as they are read."""
    watched, read = object.__new__(_Watched), set[str]()
    watched.__dict__.update(vars(parameters), _read=read)
    return watched, read


@dataclass(frozen=True)
class _Answer:
    """What a factor gave, and all that it was made of."""

    frame: pd.DataFrame
    layers: tuple[Layer, ...]
    read: dict[str, object]
    result: FactorResult

    def fits(self, sites: Sites, layers: tuple[Layer, ...], parameters: FactorParameters) -> bool:
        """Tell whether the same would come out again."""
        return (
            len(layers) == len(self.layers)
            and all(one is other for one, other in zip(layers, self.layers, strict=True))
            and all(getattr(parameters, name) == value for name, value in self.read.items())
            and sites.frame.columns.equals(self.frame.columns)
            and sites.frame.equals(self.frame)
        )


class FactorCache:
    """Computes a factor, or gives what came out for the same sites, layers and parameters.

    Of the parameters only those count that the factor read: with those the same, it takes the
    same way through its code, and reads no others.
    """

    def __init__(self) -> None:
        self._answers: dict[str, list[_Answer]] = {}

    def __call__(
        self, factor: Factor, sites: Sites, layers: Layers, parameters: FactorParameters
    ) -> FactorResult:
        """Compute a factor as ``factor.compute`` does.

        FactorParameters
        ----------
        factor : Factor
        sites : Sites
        layers : layers by kind
        parameters : FactorParameters

        Returns
        -------
        FactorResult
        """
        asked = tuple(layer for group in layers.values() for layer in group)
        answers = self._answers.setdefault(factor.name, [])
        for answer in answers:
            if answer.fits(sites, asked, parameters):
                return answer.result
        watched, read = _watched(parameters)
        result = factor.compute(sites, layers, watched)
        made_of = {name: getattr(parameters, name) for name in sorted(read)}
        answers.append(_Answer(sites.frame, asked, made_of, result))
        return result
