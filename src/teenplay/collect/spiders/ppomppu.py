"""Experience campaigns on a community board: titles in a table, EUC-KR, numbered pages."""

from teenplay.collect.spiders.base import Listing


class PpomppuSpider(Listing):
    """All of it is in the TOML file; advertisements between rows are passed over by ``skip``."""
