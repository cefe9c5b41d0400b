"""moim: recommendations for anything that happens once, with people, at a place, before a deadline."""

__version__ = "0.1.0"
