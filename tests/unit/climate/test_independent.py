"""All designs again, hour by hour in plain Python from the specification's text.

Written independently of the package: psychrolib for the air, ``math`` for the plant.
"""

from __future__ import annotations

import math

import numpy as np
import psychrolib
import pytest

from screening.climate import DESIGNS, cooling_performance

E = (1 / 0.96 - 1) + (1 / 0.99 - 1) + 0.002
Q = 1 + E


def density(t: float, p: float) -> float:
    return 1.293 * (p / 101_325) * 273.15 / (273.15 + t)


def hall_fans(q: float, p: float, pascal: float = 500.0) -> float:
    return q / (1.01 * 12) / density(27.0, p) * pascal / 0.775 / 1000


def cop(eta: float, te: float, tc: float) -> float:
    return 12.0 if tc <= te else min(max(eta * (te + 273.15) / (tc - te), 2.0), 12.0)


def loop(
    kind: str, ts: float, dt: float, q: float, t: float, wb: float, p: float
) -> tuple[float, float, float]:
    """Power, water [L/h], free share of a water loop."""
    ratio = 1.2 / density(t, p)
    if kind == "tower":
        free = min(max((ts + dt - (wb + 4.75 + 2.25)) / dt, 0.0), 1.0)
        chiller = q * (1 - free) / cop(0.65, ts - 2, wb + 11.75)
        qr = q + chiller
        tw = wb + 7.25
        evaporated = qr / (2500.5 - 2.3097 * tw - 0.0013 * tw**2)
        drift = 5e-5 * qr / (4.184 * 5)
        blow = max(evaporated / 4 - drift, 0.0)
        power = chiller + 0.007 * q + qr * (0.0143 + 0.006 * ratio)
        return power, 3600 * (evaporated + drift + blow), free
    ta = t - 0.75 * (t - wb) if kind == "adiabatic" and t > ts - 8 else t
    free = min(max((ts + dt - (ta + 8)) / dt, 0.0), 1.0)
    chiller = q * (1 - free) / cop(0.49, ts - 2, ta + 15)
    speed = 1.0 if free < 1 else min(max((dt + 8) / (ts + dt - ta), 0.2), 1.0)
    water = q / (1.006 * 10) * 1.006 * (t - ta) / 2470 * 3600 * 1.15
    return chiller + 0.007 * q + 0.020 * q * speed**3 * ratio, water, free


def plain(design: str, t: float, rh: float, p: float) -> tuple[float, float, float]:
    """PUE, L/kWh and free share of one hour."""
    w = psychrolib.GetHumRatioFromRelHum(t, rh, p)
    wb = psychrolib.GetTWetBulbFromRelHum(t, rh, p)
    td = psychrolib.GetTDewPointFromRelHum(t, rh)
    if design == "DAE":
        return direct_air(t, w, wb, td, p)
    if design == "IEC":
        free = 1.0 if t <= 19 else min(max((27 + 12 - (wb + 5)) / 12, 0.0), 1.0)
        heat = 2500.5 - 2.3097 * wb - 0.0013 * wb**2
        water = 0.0 if t <= 19 else Q * free / heat * 3600 * 1.15
        return 1 + E + Q * (1 - free) / cop(0.49, 18, t + 15) + hall_fans(Q, p, 900.0), water, free
    if design in ("WSE", "ACC", "ADC"):
        kind = {"WSE": "tower", "ACC": "dry", "ADC": "adiabatic"}[design]
        power, water, free = loop(kind, 20, 10, Q, t, wb, p)
        return 1 + E + power + hall_fans(Q, p), water, free
    family, water_class, kind = design.split("-")
    share, dt = (0.85, 10) if family == "DTC" else (1.0, 8)
    power, water, free = loop(kind, float(water_class[1:]), dt, share, t, wb, p)
    rest, more, other = loop(kind, 20, 10, Q - share, t, wb, p)
    pue = 1 + E + power + 0.010 * share + rest + hall_fans(Q - share, p)
    return pue, water + more, (share * free + (Q - share) * other) / Q


def direct_air(t: float, w: float, wb: float, td: float, p: float) -> tuple[float, float, float]:
    enthalpy = 1.006 * t + w * (2501 + 1.86 * t)
    wetted = (enthalpy - 1.006 * 27) / (2501 + 1.86 * 27)
    most = psychrolib.GetHumRatioFromTDewPoint(15.0, p)
    least = psychrolib.GetHumRatioFromTDewPoint(-9.0, p)
    flow_kg_h = Q / (1.01 * 12) * 3600
    fans = hall_fans(Q, p)
    if t <= 27 and td <= 15:
        outside = 12 / max(27 + 12 - t, 12)
        return 1 + E + fans, flow_kg_h * max(least - w, 0.0) * outside, 1.0
    if t > 27 and wetted <= most and t - 0.85 * (t - wb) <= 27:
        return 1 + E + fans, flow_kg_h * max(wetted - w, 0.0), 1.0
    chiller = Q / cop(0.49, 18, t + 15) + 0.007 * Q + 0.020 * Q * 1.2 / density(t, p)
    return 1 + E + fans + chiller, 0.0, 0.0


@pytest.fixture(scope="module")
def air() -> np.ndarray:
    """Hours from a Dakota winter to a Sonoran noon, none with a freezing wet bulb."""
    psychrolib.SetUnitSystem(psychrolib.SI)
    random = np.random.default_rng(7)
    hours = np.column_stack(
        [
            random.uniform(-28, 47, 150),
            random.uniform(0.05, 0.99, 150),
            random.uniform(78e3, 103e3, 150),
        ]
    )
    wet = np.array([psychrolib.GetTWetBulbFromRelHum(*hour) for hour in hours])
    return hours[np.abs(wet) > 1.0]


@pytest.mark.parametrize("design", DESIGNS)
def test_every_design_is_what_the_specification_says(design: str, air: np.ndarray) -> None:
    found = cooling_performance(design, air[:, 0], air[:, 1], air[:, 2])
    expected = np.array([plain(design, *hour) for hour in air.tolist()])
    # psychrolib's wet bulbs are within 5e-4 K: 2e-5 of PUE, 2e-4 L/kWh.
    assert found["pue"].to_numpy() == pytest.approx(expected[:, 0], abs=5e-5)
    assert found["wue_l_per_kwh"].to_numpy() == pytest.approx(expected[:, 1], abs=5e-4)
    assert found["free_fraction"].to_numpy() == pytest.approx(expected[:, 2], abs=2e-4)
    assert math.isfinite(found["pue"].sum())
