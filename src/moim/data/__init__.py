"""The five-file form and CSV, and the world in memory: members, clubs, activities and the log as arrays."""
