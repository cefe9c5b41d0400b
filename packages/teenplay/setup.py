"""What pyproject.toml cannot say: moim and moim-django are required in the version of this distribution."""

from pathlib import Path

from setuptools import setup

VERSION = Path(__file__).with_name("VERSION").read_text().strip()

setup(
    version=VERSION,
    install_requires=[
        f"moim[korean,train,report]=={VERSION}",
        f"moim-django[postgres,unfold]=={VERSION}",
        "django-environ>=0.12",
        "django-htmx>=1.23",
        "django-csp>=4.0",
        "django-allauth[socialaccount]>=65.4",
        "nh3>=0.2.20",
        "pillow>=11",
        "icalendar>=6.1",
        "whitenoise>=6.9",
        "granian>=2.2",
        "pymysql>=1.1",
    ],
)
