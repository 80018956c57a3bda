"""People, their appointments, their passwords and their sessions."""

from awards.accounts.services.entry import change_password, issue_code, set_first_password, sign_in
from awards.accounts.services.people import (
    appoint,
    appointment_of,
    create_person,
    deactivate,
    end_appointment,
    listed,
    person,
    reactivate,
)
from awards.accounts.services.sessions import (
    current_session,
    drop_kept_form,
    end_all_sessions,
    end_one_session,
    end_session,
    keep_form,
    kept_form,
    open_session,
    owner_of,
    refuse_to_others,
    session_of,
    sessions_of,
)

__all__ = [
    "appoint",
    "appointment_of",
    "change_password",
    "create_person",
    "current_session",
    "deactivate",
    "drop_kept_form",
    "end_all_sessions",
    "end_appointment",
    "end_one_session",
    "end_session",
    "issue_code",
    "keep_form",
    "kept_form",
    "listed",
    "open_session",
    "owner_of",
    "person",
    "reactivate",
    "refuse_to_others",
    "session_of",
    "sessions_of",
    "set_first_password",
    "sign_in",
]
