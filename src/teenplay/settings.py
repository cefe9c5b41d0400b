"""Django's settings for the platform. What a site may choose is in :mod:`teenplay.config`."""

from django.utils.translation import gettext_lazy as _

from teenplay import security
from teenplay.config import Config

TEENPLAY = Config.from_environment()

SECRET_KEY = TEENPLAY.secret_key
DEBUG = TEENPLAY.debug
ALLOWED_HOSTS = list(TEENPLAY.hosts)
CSRF_TRUSTED_ORIGINS = list(TEENPLAY.origins)

INSTALLED_APPS = [
    "teenplay",
    "teenplay.catalogue",
    "teenplay.kit",
    "teenplay.members",
    "teenplay.clubs",
    "teenplay.replies",
    "teenplay.activities",
    "teenplay.search",
    "teenplay.exchange",
    "teenplay.collect",
    "teenplay.pages",
    "teenplay.taste",
    "teenplay.privacy",
    "teenplay.owners",
    "teenplay.posts",
    "teenplay.friends",
    "teenplay.calendars",
    "teenplay.sharing",
    "teenplay.digest",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.kakao",
    "allauth.socialaccount.providers.naver",
    "allauth.socialaccount.providers.google",
    "teenplay.social",
    "moim_django",
    "django_htmx",
    "csp",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "teenplay.security.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "teenplay.urls"
WSGI_APPLICATION = "teenplay.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "teenplay.pages.context.shell",
            ]
        },
    }
]

DATABASES = {"default": dict(TEENPLAY.database)}
CACHES = {"default": dict(TEENPLAY.cache)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_URL = "pages:sign_in"
LOGIN_REDIRECT_URL = "pages:home"
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["teenplay.members.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

SOCIALACCOUNT_ONLY = True
SOCIALACCOUNT_PROVIDERS = {
    name: {"APP": {"client_id": id, "secret": secret}} for name, (id, secret) in TEENPLAY.social.items()
}
SOCIALACCOUNT_ADAPTER = "teenplay.social.adapters.SocialAdapter"
SOCIALACCOUNT_QUERY_EMAIL = True
ACCOUNT_ADAPTER = "teenplay.social.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # an address identifies nobody: allauth keeps no table of them

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
USE_I18N = True
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = TEENPLAY.home.static
MEDIA_URL = "/uploads/"
MEDIA_ROOT = TEENPLAY.home.uploads
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TEENPLAY.https
SECURE_HSTS_SECONDS = 31_536_000 if TEENPLAY.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TEENPLAY.https else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": security.SITE}

globals().update(TEENPLAY.mail)  # EMAIL_BACKEND, EMAIL_HOST and so on
DEFAULT_FROM_EMAIL = TEENPLAY.mail_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        name: {"handlers": ["stderr"], "level": TEENPLAY.log_level, "propagate": False}
        for name in ("teenplay", "moim_django", "moim")
    },
}

MOIM = {"ADAPTER": "teenplay.adapter.TeenplayAdapter", "MODEL_DIR": TEENPLAY.home.models}

UNFOLD = {"SITE_TITLE": "틴플레이", "SITE_HEADER": "틴플레이"}
