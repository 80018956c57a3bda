"""The application as a server starts it. AWARDS_PROFILE chooses: production (the default) or demo."""

import os

import config
from awards import create_app

app = create_app(config.PROFILES[os.environ.get("AWARDS_PROFILE", "production")])
