"""Scores against known outcomes: which mines converted, and which still mine."""
