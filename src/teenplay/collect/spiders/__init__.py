"""One spider a source. A spider reads pages; what it looks for in them stands in the source's TOML file."""
