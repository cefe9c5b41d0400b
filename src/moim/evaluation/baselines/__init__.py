"""The models everything is measured against, by name."""
