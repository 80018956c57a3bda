"""Settings, read from the environment once. Every default here is safe in production and fine to publish."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent


class Config:
    """Production. It does not start without SECRET_KEY, and issues nothing without PUBLIC_BASE_URL."""

    PROFILE = "production"
    INSTANCE_DIR = Path(os.environ.get("INSTANCE_DIR", ROOT / "instance"))
    SECRET_KEY = os.environ.get("SECRET_KEY", "")
    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL", f"sqlite:///{INSTANCE_DIR / 'awards.db'}")
    STORAGE_DIR = Path(os.environ.get("STORAGE_DIR", INSTANCE_DIR / "files"))
    # sqlite:///path, redis://host or postgresql://host/database
    QUEUE_URL = os.environ.get("QUEUE_URL", f"sqlite:///{INSTANCE_DIR / 'queue.db'}")
    # The address that stands on paper, in the QR code: https://… without a slash at the end.
    PUBLIC_BASE_URL = os.environ.get("PUBLIC_BASE_URL", "")
    TRUSTED_HOSTS = os.environ.get("TRUSTED_HOSTS", "").split() or None
    PROXIES = int(os.environ.get("PROXIES", "0"))  # how many proxies stand before us and may name the caller's address
    # An office's own artwork in place of our placeholder: an SVG or PNG file.
    EMBLEM_FILE = os.environ.get("EMBLEM_FILE", "")

    # The keys of citizen numbers: outside the database and outside its backups. Made by `flask keys new`.
    CITIZEN_KEY_FILE = os.environ.get("CITIZEN_KEY_FILE", "")  # empty: citizen.keys in INSTANCE_DIR

    # smtp://host, smtp+starttls://user:password@host or smtps://user:password@host; empty: no mail is sent.
    MAIL_URL = os.environ.get("MAIL_URL", "")
    MAIL_FROM = os.environ.get("MAIL_FROM", "")

    # The classes of retention (law/seed/retention_periods.csv) whose unverified periods this office has looked up and
    # takes. Until then everything is kept, and nothing is ever due.
    RETENTION_CONFIRMED = os.environ.get("RETENTION_CONFIRMED", "").split()

    SEND_FILE_MAX_AGE_DEFAULT = 365 * 24 * 3600  # of static files, whose addresses change with their content
    MAX_CONTENT_LENGTH = 1024 * 1024
    MAX_FORM_MEMORY_SIZE = 900_000
    UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes of one evidence file

    SESSION_IDLE = int(os.environ.get("SESSION_IDLE_MINUTES", "30")) * 60
    SESSION_ABSOLUTE = int(os.environ.get("SESSION_ABSOLUTE_HOURS", "12")) * 3600
    CONFIRM_MINUTES = int(os.environ.get("CONFIRM_MINUTES", "5"))  # then steps of weight ask again who one is
    # Only for a local network without TLS: the session cookie then travels in clear.
    INSECURE_COOKIE = os.environ.get("INSECURE_COOKIE") == "yes"
    SESSION_COOKIE_SECURE = not INSECURE_COOKIE
    SESSION_COOKIE_NAME = "sid" if INSECURE_COOKIE else "__Host-sid"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    WTF_CSRF_TIME_LIMIT = None  # a form left open over lunch still works; the token dies with the session
    WTF_CSRF_CHECK_DEFAULT = False  # the edge checks, after the guard
    PASSWORD_SHORTEST = max(8, int(os.environ.get("PASSWORD_SHORTEST", "12")))  # characters
    # For offices whose own rules ask for it; neither makes a password better (NIST SP 800-63B).
    PASSWORD_DAYS = int(os.environ.get("PASSWORD_DAYS", "0"))  # how long one is used; 0: as long as it is good
    PASSWORD_COMPOSED = os.environ.get("PASSWORD_COMPOSED") == "yes"  # capitals, small letters, figures and signs
    TOTP_ROLES = os.environ.get("TOTP_ROLES", "").split()  # the roles that need a second step to sign in
    # So many tries, within so many minutes; then a rest of so many minutes. Failures by account, and by address for a
    # whole office behind one line; look-ups of certificates by address.
    LIMITS = {
        "password": (5, 15, 15),
        "code": (5, 15, 15),
        "totp": (5, 15, 15),
        "address": (50, 15, 15),
        "check": (60, 1, 1),
    }

    JOB_LEASE = float(os.environ.get("JOB_LEASE", "60"))  # seconds of silence before a worker is taken for dead
    BABEL_DEFAULT_LOCALE = "vi"
    BABEL_DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"
    PASSWORD_MEMORY_KIB = 65536


class DemoConfig(Config):
    """`make run`: invented people, real units, every paper marked “MẪU”."""

    PROFILE = "demo"
    SECRET_KEY = os.environ.get("SECRET_KEY", "")  # made on the first start and kept beside the database
    PORT = os.environ.get("PORT", "8000")
    PUBLIC_BASE_URL = os.environ.get("PUBLIC_BASE_URL", f"http://127.0.0.1:{PORT}")
    SESSION_COOKIE_SECURE = False
    SESSION_COOKIE_NAME = "sid"


class TestConfig(Config):
    """For the tests: a database of their own, a cheap password hash, no queue."""

    PROFILE = "test"
    TESTING = True
    SECRET_KEY = "for tests only"
    SQLALCHEMY_DATABASE_URI = ""  # set by tests/conftest.py
    QUEUE_URL = ""
    PUBLIC_BASE_URL = "https://guongsang.example"
    SESSION_COOKIE_SECURE = False
    SESSION_COOKIE_NAME = "sid"
    TRUSTED_HOSTS = None
    PASSWORD_MEMORY_KIB = 64


PROFILES: dict[str, type[Config]] = {"production": Config, "demo": DemoConfig, "test": TestConfig}
