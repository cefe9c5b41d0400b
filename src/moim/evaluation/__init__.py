"""Measuring models on the past: protocols, metrics, baselines, intervals, reports."""
