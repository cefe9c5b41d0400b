"""The API at ``/api/``; its description is at ``/api/openapi.json``."""

from ninja import NinjaAPI

from moim_django.api import router

# The page of documentation would load its script from another host.
api = NinjaAPI(title="TeenPlay", version="1", docs_url=None)
api.add_router("", router)
