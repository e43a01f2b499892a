"""The facts: what the database keeps."""

from .council import Council, Recusal, ScoreSheet
from .cycle import Cycle, CycleWindow, Extension
from .dossier import Certificate, Dossier, Product
from .people import Appointment, Membership, Organisation, User
from .products import ChecklistItem, Department, OrganisationKind, ProductGroup, Sector, Subgroup
from .record import Notice, Record, RecordDetail
from .sheets import Document, Draft, Version
from .units import CalendarDay, Unit

__all__ = [
    "Appointment",
    "CalendarDay",
    "Certificate",
    "ChecklistItem",
    "Council",
    "Cycle",
    "CycleWindow",
    "Department",
    "Document",
    "Dossier",
    "Draft",
    "Extension",
    "Membership",
    "Notice",
    "Organisation",
    "OrganisationKind",
    "Product",
    "ProductGroup",
    "Record",
    "RecordDetail",
    "Recusal",
    "ScoreSheet",
    "Sector",
    "Subgroup",
    "Unit",
    "User",
    "Version",
]
