"""A member's rights: a copy of all their data, and deletion."""
