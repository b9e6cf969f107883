"""What is available locally if the court makes a community order: a list in versions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.agencies.models import MINE_TO_MANAGE
from throughcare.core.access import Access


class ProvisionList(models.Model):
    """The whole list of one agency as it stood from one change to the next. It names no person.

    A change writes a new version; none is ever altered, so that a report can say which version
    it was written with. ``lines`` are in the shape of ``provision.Provision.kept``.
    """

    access = Access(kind="staff", person="", agency="", retention="operational")
    create_sql = f"{MINE_TO_MANAGE} AND made_by_id = (SELECT app.my_membership())"
    write_sql = MINE_TO_MANAGE
    append_only = True

    class What(models.TextChoices):
        """What was done to get from the version before to this one."""

        ADDED = "added", _("A line was added")
        CHANGED = "changed", _("A line was changed")
        CHECKED = "checked", _("A line was looked at: right as it stands")
        REMOVED = "removed", _("A line was taken off")
        FILE = "file", _("A file was taken in")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    # The title of the line that was changed, or the name of the file.
    about = models.CharField(max_length=200, blank=True)
    lines = models.JSONField(default=list)
    made_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], name="one_provision_list_a_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="provision_lists_begin_at_1"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.number}"
