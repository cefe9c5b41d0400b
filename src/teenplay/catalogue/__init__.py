"""What everything on the platform is sorted by: the thirteen categories and the fifteen regions."""
