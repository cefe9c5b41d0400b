"""Metadata for other sites: Open Graph, share cards, schema.org, sitemap."""
