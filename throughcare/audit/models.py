"""Who looked and who acted: by ids, never by content; append-only, hashed, sealed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from throughcare.core.access import Access, ProtectedModel


class AuditEntry(ProtectedModel):
    """One view, search, action or refusal (security.md §3).

    The database gives ``id``, ``at``, ``xact`` and ``leaf``, and puts in place of what the web
    tier says of itself what the signed context says (``database/log.sql``).
    """

    access = Access(kind="written", person="", agency="", retention="audit", subject_access="list")
    append_only = True

    class Outcome(models.TextChoices):
        ALLOWED = "allowed"
        DENIED = "denied"
        EMPTY = "empty"
        FAILED = "failed"

    id = models.BigIntegerField(primary_key=True, editable=False)
    at = models.DateTimeField()
    user_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    role = models.CharField(max_length=30, blank=True)
    purpose = models.CharField(max_length=30, blank=True)
    session_ref = models.CharField(max_length=40, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=200, blank=True)
    # The reference in the address of a page that was refused.
    tried = models.CharField(max_length=40, blank=True)
    person_ids = ArrayField(models.UUIDField(), default=list)
    object_ids = ArrayField(models.UUIDField(), default=list)
    # Names of the groups of fields that were shown, with commas; never their content.
    field_set = models.CharField(max_length=400, blank=True)
    # The number of the link through which one person was reached, and the ground for it.
    relationship = models.SmallIntegerField(null=True)
    basis_id = models.UUIDField(null=True)
    policy_sha256 = models.CharField(max_length=64, blank=True)
    leaf = models.BinaryField()

    class Meta(ProtectedModel.Meta):
        verbose_name_plural = "audit entries"
        indexes = [GinIndex(fields=["person_ids"], name="audit_people")]

    def __str__(self) -> str:
        return f"{self.action} {self.outcome}"


class AuditSeal(ProtectedModel):
    """A signed root over a range of entries, chained to the seal before it (audit/seals.py)."""

    access = Access(
        kind="definer", person="", agency="", retention="audit", subject_access="leave_out"
    )
    append_only = True

    number = models.BigIntegerField(primary_key=True, editable=False)
    sealed_at = models.DateTimeField()
    # Ids of entries, both inclusive; a range may have gaps where a transaction was undone.
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    entry_count = models.IntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    head = models.BinaryField()
    signature = models.BinaryField()
    public_key = models.BinaryField()

    class Meta(ProtectedModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_id__gte=models.F("first_id")), name="seal_of_a_range"
            )
        ]

    def __str__(self) -> str:
        return f"seal {self.number}"
