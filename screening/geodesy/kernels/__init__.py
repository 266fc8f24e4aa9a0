"""Compiled kernels; :mod:`screening.geodesy.backend` imports them when a job is worth it."""
