"""A version of what is used in care, put before a named clinical lead, and the answer.

This folder has no table of its own: each kind of words keeps its signatures in one of its own.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughcare.agencies.models import MINE_TO_MANAGE
from throughcare.core.access import Access


class Signature(models.Model):
    """One version of some words put before a named clinical lead of an agency, and the answer.

    Asked by a service administrator, signed by somebody else: nobody signs what they asked for.
    ``sha256`` is the checksum of the words; words that have changed since count as not signed.
    """

    access = Access(kind="staff", person="", agency="", retention="operational")
    write_sql = "lead_id = (SELECT app.my_membership())"
    create_sql = (
        f"{MINE_TO_MANAGE} AND status = 'asked' AND signed_at IS NULL"
        " AND asked_by_id = (SELECT app.my_membership()) AND lead_id <> asked_by_id"
        " AND (SELECT app.membership_is_mine(lead_id))"
    )
    #: The columns that say what is signed: its id, and its version.
    signs: ClassVar[tuple[str, str]]

    class Status(models.TextChoices):
        ASKED = "asked", _("Waits for the clinical lead")
        SIGNED = "signed", _("Signed")
        REFUSED = "refused", _("Not signed")
        WITHDRAWN = "withdrawn", _("Signature taken back")

    #: What still stands: a question that waits, or a signature.
    STANDING = (Status.ASKED, Status.SIGNED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices)
    lead = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # As signed: name and professional registration of that day.
    signed_name = models.CharField(max_length=200, blank=True)
    registration = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.words_id} {self.words_version} {self.status}"

    @property
    def words_id(self) -> str:
        return str(getattr(self, self.signs[0]))

    @property
    def words_version(self) -> str:
        return str(getattr(self, self.signs[1]))


def not_by_who_asked(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=~Q(lead=F("asked_by")), name=name)


def signed_by_name(name: str) -> models.CheckConstraint:
    """A signature has a moment, a name and a professional registration."""
    named = Q(signed_at__isnull=False) & ~Q(signed_name="") & ~Q(registration="")
    return models.CheckConstraint(condition=~Q(status="signed") | named, name=name)


def one_standing(name: str, *fields: str) -> models.UniqueConstraint:
    """One question or signature at a time for these columns."""
    return models.UniqueConstraint(
        fields=["agency", *fields], condition=Q(status__in=("asked", "signed")), name=name
    )
