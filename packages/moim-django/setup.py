"""What pyproject.toml cannot say: moim is required in the version of this distribution."""

from pathlib import Path

from setuptools import setup

VERSION = Path(__file__).with_name("VERSION").read_text().strip()

setup(
    version=VERSION,
    install_requires=[
        f"moim=={VERSION}",
        "django>=5.2,<5.3",
        "django-ninja>=1.4",
    ],
)
