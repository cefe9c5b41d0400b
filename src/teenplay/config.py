"""The platform's settings as one typed object, read from environment variables.

========================  ==========================================================================================
``TEENPLAY_HOME``         the folder everything is written to (default ``var/``)
``TEENPLAY_SECRET_KEY``   signs sessions (default: made once and kept in the home folder)
``TEENPLAY_HOSTS``        names the site answers to, comma-separated (default ``localhost,127.0.0.1,[::1]``)
``TEENPLAY_ORIGINS``      origins forms may come from when a proxy ends HTTPS, ``https://teenplay.example``
``TEENPLAY_HTTPS``        the site is reached by HTTPS only: secure cookies, redirect, HSTS (default off)
``TEENPLAY_DEBUG``        Django's debug pages; never in public (default off)
``TEENPLAY_LOG_LEVEL``    ``DEBUG`` to ``CRITICAL`` (default ``INFO``)
``TEENPLAY_SITE``         how the site's addresses begin in mails, ``https://teenplay.example`` (default: this machine)
``TEENPLAY_MAIL_FROM``    the sender of mails (default ``틴플레이 <no-reply@localhost>``)
``EMAIL_URL``             ``smtp+tls://user:password@host:587`` (default: mails are printed, ``consolemail://``)
``KAKAO_CLIENT_ID``       with ``KAKAO_CLIENT_SECRET``: sign-in with Kakao; likewise ``NAVER_...`` and ``GOOGLE_...``
``DATABASE_URL``          ``sqlite:///...``, ``postgres://...`` or ``mysql://...`` (default: SQLite in the home folder)
``CACHE_URL``             ``redis://...`` (default: memory of each process)
========================  ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ

from teenplay.home import Home

SOCIAL = ("kakao", "naver", "google")
DATABASES = ("sqlite", "postgresql", "mysql")


@dataclass(frozen=True, slots=True)
class Config:
    """See the module's text for what each means."""

    home: Home
    secret_key: str
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    https: bool
    debug: bool
    log_level: str
    database: Mapping[str, Any]
    cache: Mapping[str, Any]
    site: str
    mail_from: str
    mail: Mapping[str, Any]
    social: Mapping[str, tuple[str, str]]

    @classmethod
    def from_environment(cls) -> Config:
        env = environ.Env()
        home = Home(Path(env.str("TEENPLAY_HOME")).expanduser().resolve()) if env.str("TEENPLAY_HOME", "") else None
        home = home or Home.default()
        return cls(
            home=home,
            secret_key=env.str("TEENPLAY_SECRET_KEY", "") or home.secret_key(),
            hosts=tuple(env.list("TEENPLAY_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])),
            origins=tuple(env.list("TEENPLAY_ORIGINS", default=[])),
            https=env.bool("TEENPLAY_HTTPS", False),
            debug=env.bool("TEENPLAY_DEBUG", False),
            log_level=env.str("TEENPLAY_LOG_LEVEL", "INFO").upper(),
            database=_database(env, home),
            cache=env.cache_url("CACHE_URL", default="locmemcache://teenplay"),
            site=env.str("TEENPLAY_SITE", "http://localhost:8000").rstrip("/"),
            mail_from=env.str("TEENPLAY_MAIL_FROM", "틴플레이 <no-reply@localhost>"),
            mail=env.email_url("EMAIL_URL", default="consolemail://"),
            social=_keys(env),
        )


def _keys(env: environ.Env) -> dict[str, tuple[str, str]]:
    """Client identifier and secret of each provider that members may sign in with."""
    keys = {name: tuple(env.str(f"{name.upper()}_CLIENT_{part}", "") for part in ("ID", "SECRET")) for name in SOCIAL}
    return {name: (id, secret) for name, (id, secret) in keys.items() if id or secret}


def _database(env: environ.Env, home: Home) -> dict[str, Any]:
    database: dict[str, Any] = dict(env.db_url("DATABASE_URL", default=f"sqlite:///{home.database}"))
    engine = database["ENGINE"]
    options = database.setdefault("OPTIONS", {})
    # A connection serves many requests: SQLite, too, needs a millisecond for a new one, and then reads its schema.
    database["CONN_MAX_AGE"] = 60
    database["CONN_HEALTH_CHECKS"] = not engine.endswith("sqlite3")
    if engine.endswith("sqlite3"):
        # A writer takes its lock when the transaction begins, so that two writers wait for each other and neither fails
        # half-way; readers do not wait (WAL). Deleted rows are overwritten, so that the data of a member who has left
        # is gone from the file, too.
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        }
    elif engine.endswith("mysql"):
        import pymysql

        pymysql.install_as_MySQLdb()
        options |= {"charset": "utf8mb4", "init_command": "SET sql_mode='STRICT_TRANS_TABLES', time_zone='+00:00'"}
        database["TEST"] = {"CHARSET": "utf8mb4"}
    return database
