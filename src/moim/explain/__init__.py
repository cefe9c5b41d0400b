"""Reasons as sentences, from gettext catalogues."""
