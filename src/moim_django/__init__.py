"""The recommendation engine inside any Django project."""
