"""How pages look elsewhere: Open Graph, share cards, schema.org, sitemap."""
