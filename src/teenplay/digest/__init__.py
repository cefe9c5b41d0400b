"""The weekly mail: what one is going to, and what one may like; ended by one click."""
