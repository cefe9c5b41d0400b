"""Experience campaigns on a community board: titles in a table, EUC-KR, numbered pages."""

from teenplay.collect.spiders.base import Listing


class PpomppuSpider(Listing):
    """The TOML file has everything; its ``skip`` leaves advertisements out."""
