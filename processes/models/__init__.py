"""The facts: what the database keeps."""

from .assessment import AdvisoryCheck, SelfAssessment
from .certificate import Certificate, Revocation, Standing
from .council import Council, Recusal, ScoreSheet
from .criteria import CriteriaEdition
from .cycle import Cycle, CycleWindow, Extension
from .dossier import Dossier, Product
from .duty import Duty, DutyEvidence, DutyProcess
from .people import Appointment, Membership, Organisation, User
from .products import ChecklistItem, Department, OrganisationKind, ProductGroup, Sector, Subgroup
from .record import Record, RecordDetail
from .sheets import Document, Draft, Version
from .sitting import (
    AgendaItem,
    Attendance,
    MarkSheet,
    ScoringProcess,
    SheetReading,
    Sitting,
    SittingProcess,
)
from .telling import Delivery, Feed, Heartbeat, Notice, Preference, Wording
from .units import CalendarDay, Unit

__all__ = [
    "AdvisoryCheck",
    "AgendaItem",
    "Appointment",
    "Attendance",
    "CalendarDay",
    "Certificate",
    "ChecklistItem",
    "Council",
    "CriteriaEdition",
    "Cycle",
    "CycleWindow",
    "Delivery",
    "Department",
    "Document",
    "Dossier",
    "Draft",
    "Duty",
    "DutyEvidence",
    "DutyProcess",
    "Extension",
    "Feed",
    "Heartbeat",
    "MarkSheet",
    "Membership",
    "Notice",
    "Organisation",
    "OrganisationKind",
    "Preference",
    "Product",
    "ProductGroup",
    "Record",
    "RecordDetail",
    "Recusal",
    "Revocation",
    "ScoreSheet",
    "ScoringProcess",
    "Sector",
    "SelfAssessment",
    "SheetReading",
    "Sitting",
    "SittingProcess",
    "Standing",
    "Subgroup",
    "Unit",
    "User",
    "Version",
    "Wording",
]
