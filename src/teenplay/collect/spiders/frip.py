"""Activities of a market with price, place and category: JSON in the page, or cards."""

from teenplay.collect.spiders.embedded_json import EmbeddedJson


class FripSpider(EmbeddedJson):
    """The TOML file has everything."""
