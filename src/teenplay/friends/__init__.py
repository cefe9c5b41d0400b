"""Friends (틴친): asking, accepting, and seeing what they join if they allow it."""
