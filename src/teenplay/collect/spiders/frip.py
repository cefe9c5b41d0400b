"""Activities of a market with price, place and category: JSON in the page where there is, cards where not."""

from teenplay.collect.spiders.embedded_json import EmbeddedJson


class FripSpider(EmbeddedJson):
    """All of it is in the TOML file."""
