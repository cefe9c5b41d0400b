"""The Content-Security-Policy of an answer, taken apart."""

from django.http import HttpResponseBase


def directives(answer: HttpResponseBase) -> dict[str, str]:
    """The sources each directive names."""
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {name: sources for name, _, sources in (part.rstrip(";").partition(" ") for part in parts)}
