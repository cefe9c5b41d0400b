"""Experience campaigns as cards with a place, a deadline and seats, on numbered pages."""

from teenplay.collect.spiders.base import Listing


class MetaChehumdanSpider(Listing):
    """The TOML file has everything."""
