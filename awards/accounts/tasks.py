"""Clearing away what sessions leave."""

from awards.accounts import services
from awards.jobs.services import each_round


@each_round
def forget_ended_sessions() -> int:
    """Delete a piece of the sessions that ended long ago."""
    return services.forget_ended_sessions()
