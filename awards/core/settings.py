"""Reading config.py from the rules, which know nothing of the web framework."""

from typing import Any

from flask import current_app


def setting(name: str) -> Any:
    """What this application was given under this name. KeyError for a name that config.py does not have."""
    return current_app.config[name]
