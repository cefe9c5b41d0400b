"""Sphinx builds the documents: `make docs`, into var/site. Warnings are errors."""

from importlib import metadata

project = "TeenPlay"
author = "the TeenPlay developers"
copyright = "the TeenPlay developers. Apache-2.0"
version = release = metadata.version("teenplay")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "sphinx.ext.viewcode"]
exclude_patterns = ["rooms.py"]

html_theme = "furo"
html_title = f"TeenPlay {release}"
html_static_path: list[str] = []
templates_path = ["_templates"]

myst_heading_anchors = 3
myst_links_external_new_tab = False

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autosummary_generate = True
autosummary_ignore_module_all = False
numpydoc_show_class_members = False
# Reading moim_django's models needs a configured Django.
django_settings = "teenplay.settings"


def setup(app: object) -> None:
    """Configure Django before autodoc imports the models."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", django_settings)
    django.setup()
