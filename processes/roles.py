"""Who may act: the roles of the programme, what each one's jurisdiction is, and who is told."""

from dataclasses import dataclass
from enum import StrEnum

from processes.words import gettext_noop as _


class Role(StrEnum):
    """A role given by an appointment; the value is the code that records keep."""

    APPLICANT = "applicant"
    COMMUNE_OFFICER = "commune_officer"
    DISTRICT_OFFICER = "district_officer"
    DISTRICT_COUNCILLOR = "district_councillor"
    DISTRICT_CHAIR = "district_chair"
    PROVINCE_OFFICER = "province_officer"
    DEPARTMENT_OFFICER = "department_officer"
    PROVINCE_COUNCILLOR = "province_councillor"
    PROVINCE_CHAIR = "province_chair"
    PROVINCE_LEADER = "province_leader"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Scope(StrEnum):
    """What an appointment to a role must name, and by what it then covers a dossier."""

    ORGANISATION = "organisation"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    UNIT = "unit"
    COUNCIL = "council"
    DEPARTMENT = "department"
    NONE = "none"


class Audience(StrEnum):
    """Whom a transition tells (the letters A, C, D, P, L, K, S of the journey)."""

    APPLICANT = "applicant"
    COMMUNE = "commune_officer"
    DISTRICT = "district_officer"
    PROVINCE = "province_officer"
    LEADER = "province_leader"
    COUNCIL = "council"
    SUPERVISOR = "supervisor"
    HOLDER = "holder"


@dataclass(frozen=True)
class Post:
    """What a role is: its name in the decision, its scope and whether it ever acts on a dossier."""

    label: str
    scope: Scope
    acts: bool = True


POSTS: dict[Role, Post] = {
    Role.APPLICANT: Post(_("Chủ thể"), Scope.ORGANISATION),
    Role.COMMUNE_OFFICER: Post(_("Cán bộ OCOP cấp xã"), Scope.COMMUNE),
    Role.DISTRICT_OFFICER: Post(_("Phòng NN&PTNT / Phòng Kinh tế cấp huyện"), Scope.DISTRICT),
    Role.DISTRICT_COUNCILLOR: Post(_("Thành viên Hội đồng cấp huyện"), Scope.COUNCIL),
    Role.DISTRICT_CHAIR: Post(_("Chủ tịch Hội đồng cấp huyện"), Scope.COUNCIL),
    Role.PROVINCE_OFFICER: Post(_("Văn phòng Điều phối nông thôn mới tỉnh"), Scope.PROVINCE),
    Role.DEPARTMENT_OFFICER: Post(_("Sở quản lý ngành"), Scope.DEPARTMENT),
    Role.PROVINCE_COUNCILLOR: Post(_("Thành viên Hội đồng cấp tỉnh"), Scope.COUNCIL),
    Role.PROVINCE_CHAIR: Post(_("Chủ tịch Hội đồng cấp tỉnh"), Scope.COUNCIL),
    Role.PROVINCE_LEADER: Post(_("UBND tỉnh"), Scope.PROVINCE),
    Role.SUPERVISOR: Post(_("Ban chỉ đạo, lãnh đạo giám sát"), Scope.UNIT),
    Role.AUDITOR: Post(_("Thanh tra, kiểm toán"), Scope.PROVINCE, acts=False),
    Role.ADMINISTRATOR: Post(_("Quản trị hệ thống"), Scope.NONE, acts=False),
    Role.SYSTEM: Post(_("Hệ thống"), Scope.NONE),
}

# who holds a dossier below the province: how fast they are is the district's own
LOCAL_ROLES = frozenset({Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.DISTRICT_CHAIR})
# posts of an office, in which somebody may stand in; a council's seat, the applicant, the auditor
# are personal
DEPUTISED = frozenset(
    {
        Role.COMMUNE_OFFICER,
        Role.DISTRICT_OFFICER,
        Role.PROVINCE_OFFICER,
        Role.DEPARTMENT_OFFICER,
        Role.SUPERVISOR,
    }
)
# whoever looks over others' work, or rules on it, does not do it for them
APART = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.APPLICANT, Role.SUPERVISOR})
COUNCIL_ROLES = frozenset(
    {
        Role.DISTRICT_COUNCILLOR,
        Role.DISTRICT_CHAIR,
        Role.PROVINCE_COUNCILLOR,
        Role.PROVINCE_CHAIR,
    }
)
