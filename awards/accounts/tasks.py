"""Background work of the accounts: a code by mail, and clearing away what sessions leave."""

from collections.abc import Iterator

from awards.accounts import services
from awards.accounts.models import User
from awards.core import mail
from awards.core.db import db
from awards.core.settings import setting
from awards.jobs.models import Job
from awards.jobs.services import each_round, task


@task
def mail_code(job: Job, *, user_id: int, actor_id: int) -> Iterator[None]:
    """Make a code and send it. The code is made here, so that no row, job or log ever holds it.

    It is committed before it is sent, so nobody waits for the mail server. A try that fails is made again with a new
    code; what a broken try may have sent is worth nothing then.
    """
    user, actor = db.session.get_one(User, user_id), db.session.get_one(User, actor_id)
    if not user.is_active or not user.mail:
        return
    letter = services.code_mail(user, setting("PUBLIC_BASE_URL"), actor=actor)
    yield
    mail.send(*letter)


@each_round
def forget_ended_sessions() -> int:
    """Delete a piece of the sessions that ended long ago."""
    return services.forget_ended_sessions()
