"""The application as a server starts it. AWARDS_PROFILE chooses: production (the default) or demo."""

import os

import config
from awards import create_app
from awards.core import startup

app = create_app(config.PROFILES[os.environ.get("AWARDS_PROFILE", "production")])
if os.environ.get("FLASK_RUN_FROM_CLI") != "true":  # a command may prepare what is not yet safe to serve
    startup.refuse_unsafe(app)
