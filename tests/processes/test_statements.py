"""Statements that are kept: they answer as the ORM would, and write as save() would."""

from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import BooleanField, DateField, Exists, OuterRef, UUIDField
from django.test.utils import CaptureQueriesContext

from processes.models import Appointment, Dossier, Membership, Notice, Record
from processes.models.statements import Gap, Prepared, insert, number, update
from processes.queries.recipients import recipients
from processes.roles import Audience
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.play import dossier_in

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def stage(db: None) -> Stage:
    return stages.build()


def test_a_kept_question_answers_each_value_with_its_own_row(stage: Stage) -> None:
    kept = Prepared(lambda: Dossier.objects.filter(pk=number("key")))
    both = [dossier_in(stage, "idea.at_commune", name=n) for n in ("Mật ong", "Bơ sáp")]

    found = [kept.first(key=d.pk) for d in both]

    assert [vars(f) | {"_state": 0} for f in found] == [
        vars(Dossier.objects.get(pk=d.pk)) | {"_state": 0} for d in both
    ]


def test_what_is_not_there_is_none(stage: Stage) -> None:
    assert Prepared(lambda: Dossier.objects.filter(pk=number("key"))).first(key=0) is None


def test_related_rows_and_annotations_come_along_in_one_statement(stage: Stage) -> None:
    member = Membership.objects.filter(user_id=OuterRef("user_id"))
    kept = Prepared(
        lambda: (
            Appointment.objects.select_related("user", "unit", "on_behalf_of")
            .filter(pk=number("key"))
            .annotate(is_member=Exists(member, output_field=BooleanField()))
        )
    )
    officer = stage.people["xa"]

    with CaptureQueriesContext(connection) as sent:
        found = kept.first(key=officer.pk)
        said = (found, found.user, found.unit, found.on_behalf_of, found.is_member)

    assert said == (officer, officer.user, stage.commune, None, False)
    assert len(sent) == 1


def test_days_moments_and_long_keys_come_back_as_the_orm_gives_them(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    record = Record.objects.filter(dossier=dossier).last()
    assert record is not None
    kept = Prepared(
        lambda: Record.objects.filter(key=Gap("key", UUIDField())).values_list("key", "at")
    )
    days = Prepared(
        lambda: Appointment.objects.filter(
            from_on=Gap("day", DateField()), pk=number("key")
        ).values_list("from_on")
    )

    assert kept.rows(key=record.key) == [[record.key, record.at]]
    assert days.rows(day=date(2026, 1, 1), key=stage.people["xa"].pk) == [[date(2026, 1, 1)]]


def test_a_row_that_was_inserted_is_the_row_that_is_read(stage: Stage) -> None:
    row = Notice(
        user=stage.people["xa"].user,
        key="record:7",
        at=datetime(2026, 3, 3, 9, 0, 0, 123456, tzinfo=HERE),
        batch=uuid4(),
    )

    insert(row)

    read = Notice.objects.get(pk=row.pk)
    names = [f.attname for f in Notice._meta.concrete_fields]
    assert [getattr(read, n) for n in names] == [getattr(row, n) for n in names]
    assert isinstance(read.batch, UUID)


def test_an_update_meets_only_the_version_it_names(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    dossier.star = 4

    met = [
        update(dossier, ("star",), pk=dossier.pk, version=version)
        for version in (dossier.version - 1, dossier.version)
    ]

    assert (met, Dossier.objects.get(pk=dossier.pk).star) == ([0, 1], 4)


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        (Audience.APPLICANT, ["chuthe"]),
        (Audience.COMMUNE, ["xa"]),
        (Audience.DISTRICT, ["huyen"]),
        (Audience.COUNCIL, ["district_1", "district_2", "district_3", "district_4"]),
        (Audience.SUPERVISOR, ["giamsat"]),
        (Audience.HOLDER, ["district_chair"]),
    ],
)
def test_each_letter_of_the_journey_means_these_people(
    stage: Stage, audience: Audience, who: list[str]
) -> None:
    dossier = dossier_in(stage, "rating.district_council")
    if audience is Audience.COUNCIL:
        who = [*who, "district_chair"]

    told = recipients(dossier, (audience,), date(2026, 6, 8))

    assert told == sorted(stage.people[name].user_id for name in who)


def test_a_step_that_tells_nobody_asks_nothing(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")

    with CaptureQueriesContext(connection) as sent:
        told = recipients(dossier, (), date(2026, 6, 8))

    assert (told, len(sent)) == ([], 0)
