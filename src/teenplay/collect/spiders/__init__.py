"""Spiders, one module for each source. A spider reads pages; the source's TOML file says what to look for."""
