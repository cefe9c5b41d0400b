"""The WSGI application, served by granian (``teenplay serve``)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teenplay.settings")

application = get_wsgi_application()
