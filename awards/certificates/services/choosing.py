"""Which design a certificate is printed in: the office's own in use, else the one that comes with the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from awards.certificates.models import OfficeDesign
from awards.certificates.printing import DESIGNS, Design, from_values
from awards.core import storage
from awards.core.db import db
from awards.core.settings import setting
from awards.decisions.models import Decision


@dataclass(frozen=True)
class Paper:
    """A design with its own drawings; `office` is the office's version, None for a shipped design."""

    design: Design
    office: OfficeDesign | None = None

    @property
    def artwork(self) -> dict[str, bytes] | None:
        """The files it shows: the office's emblem of the settings, and those of the office's own design."""
        file = setting("EMBLEM_FILE")
        files = {"emblem": Path(file).read_bytes()} if file else {}
        if self.office is not None:
            files |= {name: storage.read(sha256) for name, sha256 in self.office.files.items()}
        return files or None


def paper_named(design: str, office_design_id: int | None) -> Paper:
    """The paper that a certificate's row names."""
    if office_design_id is None:
        return Paper(DESIGNS[design])
    office = db.session.get_one(OfficeDesign, office_design_id)
    return Paper(from_values(office.layout), office)


def papers_of(decision: Decision) -> Mapping[str, Paper]:
    """The paper for each kind of subject; empty where this house has none for the award form.

    The newest version in use for that kind comes first, then the newest for all kinds, then the shipped design.
    """
    shipped = DESIGNS.get(decision.award_form.certificate_kind.value)
    if shipped is None:
        return {}
    query = select(OfficeDesign).where(
        OfficeDesign.unit_id == decision.unit_id,
        OfficeDesign.award_form_id == decision.award_form_id,
        OfficeDesign.used_from.is_not(None),
    )
    own = {office.subject_kind: office for office in db.session.scalars(query.order_by(OfficeDesign.number))}
    chosen = {kind.value: own.get(kind.value) or own.get("") for kind in decision.award_form.kinds}
    return {kind: Paper(from_values(o.layout), o) if o else Paper(shipped) for kind, o in chosen.items()}
