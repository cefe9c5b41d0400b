"""Experience campaigns as cards with a place, a deadline and seats, on numbered pages."""

from teenplay.collect.spiders.base import Listing


class MetaChehumdanSpider(Listing):
    """All of it is in the TOML file."""
