"""Groups, which are about nobody, and who has a place in one; places of a team."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from throughcare.agencies.models import MINE_TO_MANAGE
from throughcare.core.access import Access, PersonRow
from throughcare.treatment.models.programme import Programme

OURS = "agency_id = (SELECT app.my_agency())"


class Group(models.Model):
    """A group that a team runs. Who is in it stands in GroupPlace, person by person."""

    access = Access(kind="staff", person="", agency="", retention="operational")
    write_sql = OURS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    pathway = models.CharField(max_length=40)
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=200)
    # At most so many people; None for no limit.
    places = models.PositiveSmallIntegerField(null=True)
    ends_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title


class GroupMeeting(models.Model):
    """One meeting of a group."""

    access = Access(kind="staff", person="", agency="", retention="operational")
    write_sql = OURS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    called_off_at = models.DateTimeField(null=True)
    # When it was last moved or called off: an older appointment has not followed.
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "starts_at"],
                condition=Q(called_off_at=None),
                name="one_meeting_a_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class GroupPlace(PersonRow):
    """One person's place in a group."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(left_on=None),
                name="one_place_a_person_a_group",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class TeamPlaces(models.Model):
    """How many people a team treats at a time, as the service set it and why."""

    access = Access(kind="staff", person="", agency="", retention="operational")
    write_sql = MINE_TO_MANAGE

    team = models.OneToOneField(
        "agencies.Team", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    # None: no number is set, and nobody is told that the team is full.
    places = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "team places"
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="places_have_a_source")]

    def __str__(self) -> str:
        return str(self.pk)
