"""Whole jobs above the single step: load inputs, apply scenarios, compare runs, back-test."""
