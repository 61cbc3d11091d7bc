"""Settings of every run, from the environment only: production, demo and test differ by it."""

import sys
from datetime import timedelta
from pathlib import Path

from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy
from environs import Env, validate

from config.owner import audit_variable, database_variable

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
EMBEDDED = env.bool("EMBEDDED", False)  # set by manage.py for the servers it keeps under var/

# --- Web

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
HTTPS = env.bool("HTTPS", True)
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config",
    "evaluations",
    "monitoring",
    "lifecycle",
    "django_fsm",
    "django_htmx",
    "axes",
    "csp",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.permissions_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lifecycle.views.session.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "lifecycle.views.errors.wrong_method",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lifecycle.views.context.frame",
            ],
        },
    },
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # a form of 80 indicators, some forty boxes each
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # ours come before those of Django

# --- Browser security: HTTPS decides

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # the container asks on the loopback, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# No eval and nothing inline; a page that breaks it is reported in the log (logger `csp`).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": "/csp-report/",
        "upgrade-insecure-requests": HTTPS,
    },
}

COOKIE_PREFIX = "__Host-" if HTTPS else ""  # the prefix binds a cookie to this host over TLS
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
ACCOUNT_COOKIE_NAME = f"{COOKIE_PREFIX}account"  # whose the typed text of an ended session is
CSRF_FAILURE_VIEW = "lifecycle.views.session.csrf_failed"

# --- People

AUTH_USER_MODEL = "lifecycle.Person"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SUPPORT_CONTACT = env.str("SUPPORT_CONTACT", "")
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Lockout: five wrong passwords for an account from an address bar both together, 15 minutes

PROXIES = env.int("PROXIES", 0, validate=validate.Range(min=0))
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Whoever goes on trying is not barred for longer, so the page can say until when.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "config.addresses.address_of"
AXES_LOCKOUT_CALLABLE = "lifecycle.views.session.locked_out"
# A failed login is kept with its form: never what was typed before the session ended.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "kept", "csrfmiddlewaretoken"]

# --- PostgreSQL, the one truth

DATABASES = {
    "default": env.dj_db_url(
        database_variable(sys.argv),
        engine="django.db.backends.postgresql",
        conn_max_age=60,
        conn_health_checks=True,
        # A pooler in transaction mode gives each statement another session.
        disable_server_side_cursors=True,
    ),
    # The auditors' pages: the same database, by a role that only reads (AUDIT_DATABASE_URL). No
    # connection is kept, so that nothing said in one session reaches the next page.
    "audit": env.dj_db_url(
        audit_variable(sys.argv), engine="django.db.backends.postgresql", conn_max_age=0
    ),
}

# --- Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
FILTERS_EMPTY_CHOICE_LABEL = gettext_lazy("全部")
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True

# --- Static files: collected and fingerprinted where STATIC_ROOT is given, else from the source

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", None)
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
MEDIA_ROOT = VAR_DIR / "attachments"
ATTACHMENT_MOST_BYTES = env.int("ATTACHMENT_MOST_MB", 20) * 1024 * 1024

# --- Mail

EMAIL_HOST = env.str("MAIL_HOST", "localhost")
EMAIL_PORT = env.int("MAIL_PORT", 25)
EMAIL_HOST_USER = env.str("MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.bool("MAIL_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", "预算绩效 <performance@localhost>")
MAIL_DOMAIN = env.str("MAIL_DOMAIN", "localhost")
# 发文字号代字: what stands before the year in the number of an approval letter.
LETTER_MARK = env.str("LETTER_MARK", "财绩")
# Amounts are mailed to these domains alone.
MAIL_INTERNAL_DOMAINS: list[str] = env.list("MAIL_INTERNAL_DOMAINS", [])
# The relay sends only while this equals the epoch in the database: a restored copy stays silent.
MAIL_EPOCH = env.str("MAIL_EPOCH", "")

# --- Celery: wakes workers, carries nothing that PostgreSQL does not know

CELERY_BROKER_URL = REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
TICK_SECONDS = env.int("TICK_SECONDS", 60)
RELAY_SECONDS = env.int("RELAY_SECONDS", 10)
SEAL_SECONDS = env.int("SEAL_SECONDS", 600)
STALL_SECONDS = env.int("STALL_SECONDS", 300)
SEAL_DIR = env.path("SEAL_DIR", VAR_DIR / "seals")

CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    # A page that wakes a worker gives up at once without Redis; the default waits six seconds.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 30
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
# In memory: due dates are rows, so beat has nothing worth a file.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": schedule(seconds), "options": {"expires": seconds}}
    for task, seconds in (
        ("lifecycle.tick", TICK_SECONDS),
        ("lifecycle.relay", RELAY_SECONDS),
        ("lifecycle.seal", SEAL_SECONDS),
        ("lifecycle.fold", SEAL_SECONDS),
        ("lifecycle.trials", RELAY_SECONDS),
    )
}

# --- Logs

LOG_FORMAT = env.str("LOG_FORMAT", "json", validate=validate.OneOf(["json", "plain"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.logs.JsonLines"},
        "plain": {"()": "config.logs.PlainLines"},
    },
    "filters": {"numbered": {"()": "config.logs.Numbered"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["numbered"],
        },
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"handlers": [], "level": "WARNING", "propagate": True},
        "mail.log": {"handlers": [], "level": "WARNING", "propagate": True},  # the catcher's talk
    },
}
