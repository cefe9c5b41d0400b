"""Lessons and services of a market: JSON in the page, or cards."""

from teenplay.collect.spiders.embedded_json import EmbeddedJson


class KmongSpider(EmbeddedJson):
    """The TOML file has everything."""
