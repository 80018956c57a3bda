"""create_app() wires the parts together. It holds no rules."""

import secrets
from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from awards.core import access, edge, errors, pages, side
from awards.core.db import db

# In the order of the floors. Each may have views, tasks, and commands (commands are in awards/cli).
FEATURES = (
    "accounts",
    "campaigns",
    "nominations",
    "review",
    "decisions",
    "certificates",
    "public",
    "exchange",
    "administration",
    "oversight",
    "home",
)
WITH_TASKS = ("jobs", "accounts", "nominations", "certificates", "cli")
WITH_MODELS = (
    "audit",
    "jobs",
    "units",
    "law",
    "accounts",
    "notices",
    "campaigns",
    "nominations",
    "decisions",
    "certificates",
    "exchange",
    "administration",
)


def create_app(settings: type[config.Config]) -> Flask:
    """The application under these settings. Refuses to start without a secret key."""
    app = edge.Application(
        __name__,
        template_folder="../templates",
        static_folder="../static",
        instance_path=str(settings.INSTANCE_DIR.resolve()),
    )
    app.config.from_object(settings)
    settings.INSTANCE_DIR.mkdir(parents=True, exist_ok=True)
    if settings.PROFILE == "demo" and not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = _kept_secret(settings.INSTANCE_DIR / "secret")
    if not app.config["SECRET_KEY"]:
        raise RuntimeError("SECRET_KEY is not set")
    if app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=app.config["PROXIES"], x_proto=1)  # type: ignore[method-assign]
    for feature in WITH_MODELS:
        import_module(f"awards.{feature}.models")
    db.init_app(app)
    Migrate(app, db)
    Babel(app)
    edge.open_edge(app)
    import_module("awards.accounts.sessions").init_app(app)
    access.init_app(app)
    edge.close_edge(app)
    import_module("awards.accounts.confirming").init_app(app)
    errors.init_app(app)
    side.init_app(app)
    pages.init_app(app)
    import_module("awards.jobs.worker").init_app(app)
    for feature in FEATURES:
        app.register_blueprint(import_module(f"awards.{feature}.views").bp)
    import_module("awards.audit.watch").init_app(app)
    app.register_blueprint(import_module("awards.cli").bp)
    for feature in WITH_TASKS:
        import_module(f"awards.{feature}.tasks")
    return app


def _kept_secret(path: Path) -> str:
    """The demo's own secret, made on its first start."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
