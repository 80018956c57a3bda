"""Who sees which decisions, and what waits for whom."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.campaigns.models import Campaign, CampaignAward
from awards.core.access import Permission, Role
from awards.core.db import db
from awards.decisions.models import AmendedItem, Decision, DecisionItem, DecisionState
from awards.decisions.services.table import DecisionAction, open_steps
from awards.law.models import AwardForm, CertificateKind
from awards.nominations import services as nominations
from awards.nominations.models import Desk, Move, Nomination, ProposalLetter
from awards.nominations.route import State
from awards.units.models import Unit

MOST = 200  # decisions on one page of the list


def units_of(actor: User, permission: Permission) -> frozenset[int]:
    """The units in which this person may do this, and those that they succeeded."""
    return accounts.units_where(actor, permission)


def visible_to(actor: User) -> Select[Decision]:
    """The decisions of the units whose decisions this person may read."""
    return select(Decision).where(Decision.unit_id.in_(units_of(actor, Permission.DECISION_VIEW)))


def get(decision_id: int, *, actor: User) -> Decision:
    """The decision with its list, or NoResultFound when it does not exist for this person."""
    whole = (
        joinedload(Decision.campaign).joinedload(Campaign.movement),
        joinedload(Decision.award_form),
        joinedload(Decision.unit),
        joinedload(Decision.original),
        selectinload(Decision.items),
        selectinload(Decision.amended).joinedload(AmendedItem.item),
    )
    return db.session.scalars(visible_to(actor).where(Decision.id == decision_id).options(*whole)).one()


def get_item(decision: Decision, item_id: int) -> DecisionItem:
    """One place in this decision's list, or NoResultFound."""
    query = select(DecisionItem).where(DecisionItem.id == item_id, DecisionItem.decision_id == decision.id)
    return db.session.scalars(query).one()


def load_dossiers(decision: Decision) -> dict[int, Nomination]:
    """The whole dossiers of the list by their id, in its order, read in a few queries."""
    listed = select(DecisionItem.nomination_id).where(DecisionItem.decision_id == decision.id)
    whole = (
        joinedload(Nomination.award).joinedload(CampaignAward.award_form),
        joinedload(Nomination.campaign),
        joinedload(Nomination.stage),
        selectinload(Nomination.desks).joinedload(Desk.stage),
        selectinload(Nomination.desks).joinedload(Desk.unit),
        selectinload(Nomination.moves).joinedload(Move.letter).joinedload(ProposalLetter.unit),
        selectinload(Nomination.attachments),
    )
    found = {n.id: n for n in db.session.scalars(select(Nomination).where(Nomination.id.in_(listed)).options(*whole))}
    return {item.nomination_id: found[item.nomination_id] for item in decision.items}


def listed(actor: User) -> list[tuple[Decision, int]]:
    """The decisions this person sees, the newest first, each with the length of its list."""
    awarded = select(func.count()).where(DecisionItem.decision_id == Decision.id).scalar_subquery()
    undone = select(func.count()).where(AmendedItem.decision_id == Decision.id).scalar_subquery()
    query = visible_to(actor).add_columns(awarded + undone).order_by(Decision.id.desc()).limit(MOST)
    rows = db.session.execute(query.options(joinedload(Decision.campaign), joinedload(Decision.award_form)))
    return [(decision, count) for decision, count in rows]


@dataclass(frozen=True)
class Ready:
    """So many dossiers of one award form of a campaign wait on this unit's desk to be decided, here or outside."""

    campaign: Campaign
    award_form: AwardForm
    unit: Unit
    count: int

    @property
    def is_outside(self) -> bool:
        """Does somebody outside decide (Prime Minister, President)?"""
        return self.award_form.certificate_kind is CertificateKind.NONE


def ready(actor: User) -> list[Ready]:
    """What this secretary could draft a decision from, or submit, by campaign and award form."""
    desks = {a.unit_id for a in actor.appointments_now() if a.role is Role.SECRETARY}
    if not desks:
        return []
    query = (
        select(Campaign, AwardForm, Unit, func.count(Nomination.id))
        .select_from(Nomination)
        .join(Campaign, Campaign.id == Nomination.campaign_id)
        .join(CampaignAward, CampaignAward.id == Nomination.award_id)
        .join(AwardForm, AwardForm.id == CampaignAward.award_form_id)
        .join(Unit, Unit.id == Nomination.desk_id)
        .where(
            Nomination.state == State.ACCEPTED,
            Nomination.desk_id.in_(desks),
            Nomination.id.not_in(select(DecisionItem.nomination_id)),
        )
        .group_by(Campaign.id, AwardForm.id, Unit.id)
        .order_by(Campaign.id.desc(), AwardForm.id)
    )
    return [Ready(*row) for row in db.session.execute(query)]


def form_of(campaign: Campaign, award_form_id: int) -> AwardForm:
    """An award form of this campaign, or NoResultFound."""
    query = select(AwardForm).join(CampaignAward, CampaignAward.award_form_id == AwardForm.id)
    return db.session.scalars(
        query.where(CampaignAward.campaign_id == campaign.id, AwardForm.id == award_form_id)
    ).one()


def available(campaign: Campaign, award_form: AwardForm, *, actor: User) -> list[Nomination]:
    """The accepted dossiers that no decision holds yet, by kind and name."""
    taken = set(db.session.scalars(select(DecisionItem.nomination_id)))
    accepted = nominations.accepted_for(campaign, award_form, actor=actor)
    return [nomination for nomination in accepted if nomination.id not in taken]


def nominations_in(decision: Decision) -> list[Nomination]:
    """The dossiers of those in the list: who is honoured, or whose paper is undone."""
    items = decision.items or [one.item for one in decision.amended]
    return [item.nomination for item in items]


def waiting_for(actor: User) -> list[tuple[Decision, str]]:
    """The decisions on which this person has the next step, with the step in words; the oldest first."""
    if not actor.can(Permission.DECISION_VIEW):
        return []
    open_ones = select(Decision).where(Decision.unit_id.in_(actor.unit_ids()), Decision.state != DecisionState.ISSUED)
    next_steps = {
        DecisionAction.FREEZE: _("đang soạn, chờ chốt danh sách"),
        DecisionAction.SIGN: _("chờ ghi nhận đã ký"),
        DecisionAction.NUMBER: _("chờ cấp số"),
        DecisionAction.ISSUE: _("chờ ban hành"),
    }
    found = []
    for decision in db.session.scalars(open_ones.order_by(Decision.id).limit(MOST)):
        steps = [step.action for step in open_steps(decision, actor)]
        words = next((words for action, words in next_steps.items() if action in steps), None)
        if words:
            found.append((decision, words))
    return found
