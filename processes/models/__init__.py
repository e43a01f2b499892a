"""The facts: what the database keeps."""

from .assessment import AdvisoryCheck, SelfAssessment
from .certificate import Certificate, Revocation, Standing
from .council import Council, Recusal, ScoreSheet
from .criteria import CriteriaEdition
from .cycle import Cycle, CycleWindow, Extension
from .dossier import Dossier, Product
from .people import Appointment, Membership, Organisation, User
from .products import ChecklistItem, Department, OrganisationKind, ProductGroup, Sector, Subgroup
from .record import Notice, Record, RecordDetail
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
    "Department",
    "Document",
    "Dossier",
    "Draft",
    "Extension",
    "MarkSheet",
    "Membership",
    "Notice",
    "Organisation",
    "OrganisationKind",
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
]
