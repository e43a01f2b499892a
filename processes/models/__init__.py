"""The facts: what the database keeps."""

from .account import AccountEntry, RecoveryCode
from .assessment import AdvisoryCheck, SelfAssessment
from .certificate import Certificate, Revocation, Standing
from .council import Council, Recusal, ScoreSheet
from .criteria import CriteriaEdition
from .cycle import Cycle, CycleWindow, Extension
from .desk import SavedView
from .dossier import Dossier, Product
from .duty import Duty, DutyEvidence, DutyProcess
from .erasure import DataRequest, Erasure, Forgotten
from .figures import Counted, StayCount, StepCount
from .log import Head, HeadDelivery, LogKey, LogLeaf, LogNode
from .people import Appointment, Membership, Organisation, User
from .products import ChecklistItem, Department, OrganisationKind, ProductGroup, Sector, Subgroup
from .readings import Reading
from .record import Handover, Record, RecordDetail
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
    "AccountEntry",
    "AdvisoryCheck",
    "AgendaItem",
    "Appointment",
    "Attendance",
    "CalendarDay",
    "Certificate",
    "ChecklistItem",
    "Council",
    "Counted",
    "CriteriaEdition",
    "Cycle",
    "CycleWindow",
    "DataRequest",
    "Delivery",
    "Department",
    "Document",
    "Dossier",
    "Draft",
    "Duty",
    "DutyEvidence",
    "DutyProcess",
    "Erasure",
    "Extension",
    "Feed",
    "Forgotten",
    "Handover",
    "Head",
    "HeadDelivery",
    "Heartbeat",
    "LogKey",
    "LogLeaf",
    "LogNode",
    "MarkSheet",
    "Membership",
    "Notice",
    "Organisation",
    "OrganisationKind",
    "Preference",
    "Product",
    "ProductGroup",
    "Reading",
    "Record",
    "RecordDetail",
    "RecoveryCode",
    "Recusal",
    "Revocation",
    "SavedView",
    "ScoreSheet",
    "ScoringProcess",
    "Sector",
    "SelfAssessment",
    "SheetReading",
    "Sitting",
    "SittingProcess",
    "Standing",
    "StayCount",
    "StepCount",
    "Subgroup",
    "Unit",
    "User",
    "Version",
    "Wording",
]
