"""What must never be false, as code that returns what violates it (numbers I… of the reliability catalogue).

Read by `flask verify`, after a restore, and by the tests after every fault. It looks at the stored rows alone and
shares no rule with the services.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import func, select

from awards.accounts.models import Appointment
from awards.administration.models import ListImport
from awards.audit import services as audit
from awards.audit.models import AuditDetail, AuditEvent
from awards.campaigns.models import Stage
from awards.certificates.models import Batch, Certificate, OfficeDesign
from awards.core import clock, sealing, storage
from awards.core.db import db
from awards.core.text import fold
from awards.decisions.models import (
    AmendedItem,
    Decision,
    DecisionItem,
    DecisionKind,
    DecisionState,
    EmulationFund,
    Flow,
    FundEntry,
    FundSpending,
    NumberRegister,
    OutsideDecision,
    Prize,
    SignedScan,
)
from awards.exchange.models import CommendationImport, SheetImport
from awards.jobs.models import Job, JobState
from awards.nominations.models import (
    ArchiveCopy,
    Attachment,
    Conflict,
    Erasure,
    Move,
    NameTail,
    Nomination,
    Nominee,
    Snapshot,
)
from awards.nominations.route import Action, State

Check = Callable[[], Iterator[str]]
CHECKS: list[Check] = [audit.faults]
UPWARDS = {Action.SUBMIT, Action.ENDORSE}
WHILE_RETURNED = {Action.PROPOSE, Action.SUBMIT, Action.WITHDRAW}


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def violations() -> Iterator[str]:
    """Everything that is wrong, one sentence each; nothing when all is well."""
    for one in CHECKS:
        yield from one()


def _moves() -> Iterator[tuple[Nomination, list[Move]]]:
    by_dossier: dict[int, list[Move]] = defaultdict(list)
    for move in db.session.scalars(select(Move).order_by(Move.nomination_id, Move.step)):
        by_dossier[move.nomination_id].append(move)
    for nomination in db.session.scalars(select(Nomination).order_by(Nomination.id)):
        yield nomination, by_dossier[nomination.id]


@check
def every_history_is_a_path() -> Iterator[str]:
    """I1, I2: each move begins where the one before ended, no stage is skipped, and the count is the dossier's step."""
    position = dict(db.session.execute(select(Stage.id, Stage.position)).all())
    for nomination, moves in _moves():
        if [move.step for move in moves] != list(range(1, nomination.step + 1)):
            yield f"{nomination.code}: {len(moves)} moves, but step {nomination.step}"
        stage, state = 1, State.DRAFT
        for move in moves:
            if (position[move.from_stage_id], move.from_state) != (stage, state):
                yield f"{nomination.code}: move {move.step} does not begin where the one before ended"
            stage, state = position[move.to_stage_id], move.to_state
            step = stage - position[move.from_stage_id]
            if step != _stages_of(nomination, move, position):
                yield f"{nomination.code}: move {move.step} ({move.action}) goes {step:+d} stages"
        if (position[nomination.stage_id], nomination.state) != (stage, state):
            yield f"{nomination.code}: stands elsewhere than its last move says"


def _stages_of(nomination: Nomination, move: Move, position: dict[int, int]) -> int:
    """How many stages up this move may go: back to who asked for marked parts, or back where it came from."""
    here = position[move.from_stage_id]
    before = [one for one in nomination.moves if one.step < move.step]
    if move.action is Action.RETURN:
        return 1 - here
    if move.action is Action.RECALL and before:
        return position[before[-1].from_stage_id] - here
    asked = next((one for one in reversed(before) if one.action is Action.RETURN), None)
    is_by_field = asked is not None and any(remark.step == asked.step for remark in nomination.remarks)
    if move.action is Action.SUBMIT and asked is not None and is_by_field:
        return position[asked.from_stage_id] - here
    return 1 if move.action in UPWARDS else 0


@check
def nothing_happens_after_the_end() -> Iterator[str]:
    """I5: nothing after withdrawal or award; after rejection a reopening; while returned the proposer alone."""
    for nomination, moves in _moves():
        for before, move in pairwise(moves):
            ended = before.to_state in {State.WITHDRAWN, State.AWARDED}
            ended |= before.to_state is State.REJECTED and move.action is not Action.REOPEN
            if ended or (before.to_state is State.RETURNED and move.action not in WHILE_RETURNED):
                yield f"{nomination.code}: {move.action} although {before.to_state}"


@check
def every_actor_was_appointed() -> Iterator[str]:
    """I3: whoever made a move held that role in that unit at that moment, if need be on the day it was ended."""
    held: dict[tuple[int, int, str], list[Appointment]] = defaultdict(list)
    for appointment in db.session.scalars(select(Appointment)):
        held[appointment.user_id, appointment.unit_id, appointment.role.value].append(appointment)
    for nomination, moves in _moves():
        for move in moves:
            on = clock.local(move.at).date()
            if not any(
                a.valid_from <= on
                and (
                    (a.valid_to is None or on < a.valid_to)
                    or (a.ended_at and on == a.valid_to == clock.local(a.ended_at).date())
                )
                and (a.ended_at or move.at) >= move.at
                and a.confirmed_at is not None
                for a in held[move.actor_id, move.unit_id, move.hand.value]
            ):
                yield f"{nomination.code}: move {move.step} was made without an appointment"


@check
def nobody_uses_two_hands() -> Iterator[str]:
    """One person acts on one dossier in one role of one unit, and a decision takes different people."""
    for nomination, moves in _moves():
        hands: dict[int, set[tuple[str, int]]] = defaultdict(set)
        for writer in nomination.writers:
            hands[writer].add(("officer", nomination.unit_id))
        for move in moves:
            hands[move.actor_id].add((move.hand.value, move.unit_id))
        yield from (f"{nomination.code}: person {p} used the hands {sorted(h)}" for p, h in hands.items() if len(h) > 1)
    for decision in db.session.scalars(select(Decision)):
        people = [decision.drafted_by_id, decision.signed_by_id, decision.numbered_by_id]
        acted = [person for person in people if person is not None]
        if len(set(acted)) != len(acted):
            yield f"decision {decision.id}: one person acted as two"


@check
def nobody_acts_where_they_have_a_conflict() -> Iterator[str]:
    """Whoever was the nominee, or had declared to be close to them, made no move while that stood."""
    standing: dict[tuple[int, int], list[Conflict]] = defaultdict(list)
    for conflict in db.session.scalars(select(Conflict)):
        standing[conflict.user_id, conflict.nominee_id].append(conflict)
    for nomination, moves in _moves():
        for move in moves:
            for one in standing[move.actor_id, nomination.nominee_id]:
                if one.declared_at <= move.at and (one.withdrawn_at is None or move.at < one.withdrawn_at):
                    yield f"{nomination.code}: move {move.step} was made in a conflict of interest"


@check
def what_was_approved_is_stored() -> Iterator[str]:
    """I4: each move's fingerprint has its snapshot, and each snapshot is what its fingerprint says.

    Of a person who was erased no snapshot is left; that it was done by two hands is a check of its own.
    """
    known = set()
    for snapshot in db.session.scalars(select(Snapshot).execution_options(yield_per=500)):
        known.add((snapshot.nomination_id, snapshot.fingerprint))
        if hashlib.sha256(audit.canonical(snapshot.content)).hexdigest() != snapshot.fingerprint:
            yield f"snapshot {snapshot.id} is not what its fingerprint says"
    erased = select(Nomination.id).join(Nominee).where(Nominee.erased_on.is_not(None))
    moves = select(Move.nomination_id, Move.step, Move.fingerprint).where(Move.nomination_id.not_in(erased))
    for move in db.session.execute(moves):
        if (move.nomination_id, move.fingerprint) not in known:
            yield f"HS-{move.nomination_id:06d}: what move {move.step} approved is not stored"


@check
def erasing_took_two_hands_and_left_nothing() -> Iterator[str]:
    """Whoever is erased was so by two people and with a link of the chain; no words of theirs are left."""
    erasing = select(AuditEvent.object_id).where(AuditEvent.tag == audit.ERASE, AuditEvent.object_type == "nominee")
    logged = set(db.session.scalars(erasing))
    done = {one.nominee_id: one for one in db.session.scalars(select(Erasure).where(Erasure.confirmed_at.is_not(None)))}
    erased = set(db.session.scalars(select(Nominee.id).where(Nominee.erased_on.is_not(None))))
    yield from (f"nominee {number}: erased without a record" for number in erased ^ done.keys())
    for number, one in done.items():
        if number not in logged or one.proposed_by_id == one.confirmed_by_id:
            yield f"nominee {number}: erased by one hand, or without a link of the chain"
    theirs = select(Nomination.id).where(Nomination.nominee_id.in_(erased))
    for model in (Snapshot, Attachment, ArchiveCopy):
        for row in db.session.scalars(select(model.id).where(model.nomination_id.in_(theirs))):
            yield f"{model.__tablename__} {row} of somebody who was erased"


@check
def every_move_is_in_the_log() -> Iterator[str]:
    """I14 for moves: one link of the chain for each."""
    actions = [f"nomination.{action}" for action in Action]
    logged = (
        select(AuditEvent.object_id, func.count()).where(AuditEvent.tag.in_(actions)).group_by(AuditEvent.object_id)
    )
    counted = dict(db.session.execute(logged).all())
    for nomination in db.session.execute(select(Nomination.id, Nomination.step)):
        if counted.get(nomination.id, 0) != nomination.step:
            yield f"HS-{nomination.id:06d}: {nomination.step} moves, {counted.get(nomination.id, 0)} in the log"


FROZEN = (DecisionState.FROZEN, DecisionState.SIGNED, DecisionState.NUMBERED, DecisionState.ISSUED)


@check
def decisions_hold_together() -> Iterator[str]:
    """I9: a frozen list is numbered 1 … n, and its dossiers stand decided, or awarded once it is issued."""
    for decision in db.session.scalars(select(Decision).where(Decision.state.in_(FROZEN))):
        ordinals = [item.ordinal for item in decision.items]
        if ordinals != list(range(1, len(ordinals) + 1)):
            yield f"decision {decision.id}: số sổ vàng {ordinals}"
        due = State.AWARDED if decision.state is DecisionState.ISSUED else State.DECIDED
        for item in decision.items:
            if item.nomination.state is not due:
                yield f"decision {decision.id}: {item.nomination.code} stands {item.nomination.state}"


@check
def outside_lists_hold_together() -> Iterator[str]:
    """The dossiers of a list that others decide stand decided, and awarded once the decision is recorded."""
    for outside in db.session.scalars(select(OutsideDecision)):
        due = State.AWARDED if outside.recorded_at else State.DECIDED
        for item in outside.items:
            if item.nomination.state is not due:
                yield f"outside decision {outside.id}: {item.nomination.code} stands {item.nomination.state}"


@check
def numbers_have_no_gap() -> Iterator[str]:
    """I10: the numbers of a series run from its first without a gap, and the register knows the last."""
    given: dict[tuple[int, int], list[int]] = defaultdict(list)
    rows = select(Decision.unit_id, Decision.year, Decision.number).where(Decision.number.is_not(None))
    for unit_id, year, number in db.session.execute(rows):
        given[unit_id, year or 0].append(number or 0)
    books = {(r.unit_id, r.year): range(r.first, r.last + 1) for r in db.session.scalars(select(NumberRegister))}
    for series in given | books:
        if sorted(given[series]) != list(books.get(series, [])):
            yield f"register {series}: {sorted(given[series])}, not {books.get(series)}"


@check
def certificates_are_of_issued_decisions() -> Iterator[str]:
    """I10: a certificate for each item of an issued decision, and for nothing else."""
    issued = select(DecisionItem.id).join(Decision).where(Decision.state == DecisionState.ISSUED)
    items = set(db.session.scalars(issued))
    printed = set(db.session.scalars(select(Certificate.item_id)))
    yield from (f"item {item} of an issued decision has no certificate" for item in sorted(items - printed))
    yield from (f"a certificate stands for item {item}, which no issued decision holds" for item in printed - items)


@check
def certificates_end_by_decision() -> Iterator[str]:
    """A paper ends by an issued decision about it; of an award one stands, or none where it was revoked."""
    kinds = {d.id: d for d in db.session.scalars(select(Decision).where(Decision.state == DecisionState.ISSUED))}
    about = {tuple(row) for row in db.session.execute(select(AmendedItem.decision_id, AmendedItem.item_id))}
    standing: dict[int, list[Certificate]] = defaultdict(list)
    for one in db.session.scalars(select(Certificate).order_by(Certificate.id)):
        standing[one.item_id].append(one)
        if one.ended_by_id and (one.ended_by_id not in kinds or (one.ended_by_id, one.item_id) not in about):
            yield f"certificate {one.id} ended by decision {one.ended_by_id}, which is not about it"
    for item_id, papers in standing.items():
        last, ended = papers[-1], [one for one in papers if one.ended_at]
        by = kinds.get(last.ended_by_id or 0)
        revoked = last.ended_at and (last.revoked_by_id or (by and by.kind is DecisionKind.REVOCATION))
        if [one.replaces_id for one in papers] != [None, *(one.id for one in papers[:-1])]:
            yield f"item {item_id}: its certificates are not one chain"
        if ended != (papers if revoked else papers[:-1]):
            yield f"item {item_id}: {len(papers) - len(ended)} certificates stand"


def files_of_rows() -> set[str]:
    """The names of all stored files that a row points to."""
    rows = [Attachment.sha256, ArchiveCopy.sha256, SheetImport.sha256, Certificate.sha256, Batch.sha256]
    rows += [SignedScan.sha256, OutsideDecision.sha256, CommendationImport.sha256, ListImport.sha256]
    pictures = [sha for files in db.session.scalars(select(OfficeDesign.files)) for sha in files.values()]
    return {sha for column in rows for sha in db.session.scalars(select(column)) if sha} | set(pictures)


@check
def dossiers_are_found_by_their_names() -> Iterator[str]:
    """Record 0061: each dossier has one row for each word of the name it bears now, and no other."""
    stored: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for tail in db.session.execute(select(NameTail.nomination_id, NameTail.tail, NameTail.spelt)):
        stored[tail.nomination_id].add((tail.tail, tail.spelt))
    for nomination_id, name in db.session.execute(select(Nomination.id, Nomination.name).order_by(Nomination.id)):
        words = re.findall("[\\w\u0300-\u036f]+", unicodedata.normalize("NFC", name).casefold())
        ends = [" ".join(words[place:])[:120] for place in range(len(words))]
        if stored[nomination_id] != {(fold(end), end) for end in ends}:
            yield f"HS-{nomination_id:06d}: is not found by the words of its name"


@check
def every_file_is_there() -> Iterator[str]:
    """I16: each row has its file with that SHA-256; each file has a row or is younger than a day."""
    known = files_of_rows()
    young = (clock.now() - timedelta(days=1)).timestamp()
    there = set()
    for name, path in storage.all_files():
        there.add(name)
        if hashlib.sha256(path.read_bytes()).hexdigest() != name:
            yield f"file {name} is not what its name says"
        elif name not in known and path.stat().st_mtime < young:
            yield f"file {name} belongs to nothing"
    yield from (f"file {name} is missing" for name in sorted(known - there))


@check
def funds_add_up() -> Iterator[str]:
    """Each fund is the sum of its lines, and each prize is paid as it was set, before it comes back."""
    sums: dict[tuple[int, Flow], int] = defaultdict(int)
    flows: dict[int, list[Flow]] = defaultdict(list)
    for line, amount in db.session.execute(
        select(FundEntry, Prize.amount).outerjoin(Prize, Prize.id == FundEntry.prize_id).order_by(FundEntry.id)
    ):
        sums[line.fund_id, line.flow] += line.amount
        if line.prize_id:
            flows[line.prize_id].append(line.flow)
            if line.amount != amount:
                yield f"fund entry {line.id}: {line.amount}, but the prize is {amount}"
    for spending in db.session.scalars(select(FundSpending)):
        sums[spending.fund_id, Flow.PAID] += spending.amount
    for fund in db.session.scalars(select(EmulationFund)):
        came = sums[fund.id, Flow.RECEIVED] + sums[fund.id, Flow.RECOVERED]
        paid = sums[fund.id, Flow.PAID]
        if (fund.received, fund.paid, fund.balance) != (came, paid, came - paid):
            yield f"fund {fund.id}: is not the sum of its lines"
    yield from (
        f"prize {id_}: {way}" for id_, way in flows.items() if way not in ([Flow.PAID], [Flow.PAID, Flow.RECOVERED])
    )


@check
def accesses_are_as_they_were_sealed() -> Iterator[str]:
    """I14 for looking: what each nightly check committed to is still there, whole and in its order."""
    sealed = select(AuditEvent.id, AuditDetail.body).join(AuditDetail, AuditDetail.event_id == AuditEvent.id)
    for number, body in db.session.execute(sealed.where(AuditEvent.tag == "system.check").order_by(AuditEvent.id)):
        told = body["accesses"]
        if audit.accesses(told["after"], told["last"]) != told:
            yield f"audit: the accesses {told['after'] + 1} to {told['last']} are not those that event {number} sealed"


@check
def counts_of_jobs_hold() -> Iterator[str]:
    """I18: no job is done with work left, none runs on after its last try. Certificates have a check of their own."""
    for job in db.session.scalars(select(Job).where(Job.state == JobState.DONE, Job.done != Job.total)):
        yield f"job {job.id}: done with {job.done} of {job.total}"


@check
def nothing_revoked_is_valid() -> Iterator[str]:
    """I13: a certificate that a leader revoked, before that took a decision, says by whom and why."""
    halves = select(Certificate).where(Certificate.ended_at.is_not(None), Certificate.ended_by_id.is_(None))
    for certificate in db.session.scalars(halves):
        if certificate.revoked_by_id is None or not certificate.revoked_reason:
            yield f"certificate {certificate.id} is revoked without a person or a reason"


@check
def citizen_numbers_are_sealed() -> Iterator[str]:
    """I17: a sealed number opens in its own row, its index is its own, and none stands in clear."""
    for nominee in db.session.scalars(select(Nominee).where(Nominee.citizen_sealed.is_not(None))):
        try:
            number = sealing.unseal(nominee.citizen_sealed or "", "nominee", "citizen_number", nominee.id)
        except sealing.CannotOpen:
            yield f"nominee {nominee.id}: the sealed citizen number does not open"
            continue
        if sealing.index(number, "citizen_number") != nominee.citizen_index:
            yield f"nominee {nominee.id}: the index is not that of the citizen number"


@check
def years_of_numbers_are_local() -> Iterator[str]:
    """I20: the year of a number is the local year in which it was given."""
    for decision in db.session.scalars(select(Decision).where(Decision.numbered_at.is_not(None))):
        if decision.numbered_at and decision.year != clock.local(decision.numbered_at).year:
            yield f"decision {decision.id}: number of {decision.year}, given {decision.numbered_at}"
