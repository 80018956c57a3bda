"""Nobody uses two hands on one dossier: whoever acted on it keeps to that role in that unit."""

from awards.accounts.models import User
from awards.core.access import Role
from awards.nominations.models import Nomination


def hands_used(nomination: Nomination, actor: User) -> set[tuple[Role, int]]:
    """(role, unit) of everything this person has done on the dossier: steps, writing, objections and answers."""
    used = {(move.hand, move.unit_id) for move in nomination.moves if move.actor_id == actor.id}
    if actor.id in nomination.writers:
        used.add((Role.OFFICER, nomination.unit_id))
    for objection in nomination.objections:
        if objection.actor_id == actor.id:
            used.add((Role.LEADER, objection.unit_id))
    return used


def keeps_to(nomination: Nomination, actor: User, role: Role, unit_id: int) -> bool:
    """Has this person been nothing else on the dossier?"""
    return not hands_used(nomination, actor) - {(role, unit_id)}
