"""A provider of identities on this machine: consent, codes, tokens and profiles, shaped as the three real ones do."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
from pytest_django import Settings

from teenplay.social.providers import PROVIDERS

KEYS = {"client_id": "our-id", "client_secret": "our-secret"}


class FakeProvider(ThreadingHTTPServer):
    """``person`` is who sits before the browser: number, name and e-mail; ``consents`` is what they answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.person = {"id": "77", "name": "구름", "email": "sky@example.org"}
        self.consents = True
        self.codes: dict[str, tuple[dict[str, str], str]] = {}
        self.tokens: dict[str, dict[str, str]] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def authorise(self, asked: dict[str, str]) -> str:
        """Where the browser goes after the question whether they consent."""
        assert (asked["client_id"], asked["response_type"]) == (KEYS["client_id"], "code")
        answer = {"state": asked["state"]}
        if self.consents:
            answer["code"] = secrets.token_urlsafe()
            self.codes[answer["code"]] = (self.person, asked["redirect_uri"])
        else:
            answer["error"] = "access_denied"
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, name: str, given: dict[str, str]) -> dict[str, Any] | None:
        """A token for a code, which is good once; ``None`` if anything is not as it was."""
        person, back = self.codes.pop(given["code"], ({}, ""))
        if not person or given["redirect_uri"] != back or any(given[key] != value for key, value in KEYS.items()):
            return None
        token = secrets.token_urlsafe()
        self.tokens[token] = person
        answer = {"access_token": token, "token_type": "bearer", "expires_in": 3600}
        if name == "google":
            claims = {
                "iss": "https://accounts.google.com", "aud": KEYS["client_id"], "exp": int(time.time()) + 3600,
                "sub": person["id"], "name": person["name"], "email": person["email"], "email_verified": True,
            }  # fmt: skip
            answer["id_token"] = jwt.encode(claims, "k" * 32, "HS256")
        return answer

    def profile(self, name: str, token: str) -> dict[str, Any]:
        person = self.tokens[token]
        if name == "naver":
            told = {"id": person["id"], "nickname": person["name"], "email": person["email"]}
            return {"resultcode": "00", "message": "success", "response": told}
        account = {"profile": {"nickname": person["name"]}, "email": person["email"], "is_email_verified": True}
        return {"id": int(person["id"]), "kakao_account": account}


class Handler(BaseHTTPRequestHandler):
    server: FakeProvider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        name, what = address.path.strip("/").split("/")
        if what == "authorise":
            self.send_response(302)
            self.send_header("Location", self.server.authorise(dict(parse_qsl(address.query))))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._json(self.server.profile(name, self.headers["Authorization"].removeprefix("Bearer ")))

    def do_POST(self) -> None:
        given = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self._json(self.server.token(self.path.strip("/").split("/")[0], given))

    def _json(self, answer: dict[str, Any] | None) -> None:
        body = json.dumps(answer or {"error": "invalid_grant"}).encode()
        self.send_response(200 if answer else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def vouching(settings: Settings, patch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    """Keys for all three, who are all at one address of this machine."""
    app = {"client_id": KEYS["client_id"], "secret": KEYS["client_secret"]}
    settings.SOCIALACCOUNT_PROVIDERS = {provider.id: {"APP": app} for provider in PROVIDERS}
    with FakeProvider() as server:
        for provider in PROVIDERS:
            for name, path in (("authorize", "authorise"), ("access_token", "token"), ("profile", "me")):
                patch.setattr(provider.adapter, f"{name}_url", f"{server.address}/{provider.id}/{path}", raising=False)
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
