"""Lessons and services of a market: JSON in the page where there is, cards where not."""

from teenplay.collect.spiders.embedded_json import EmbeddedJson


class KmongSpider(EmbeddedJson):
    """All of it is in the TOML file."""
