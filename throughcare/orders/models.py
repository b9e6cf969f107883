"""What a court ordered: the order, what it requires, when the court looks at it again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow


class Source(models.TextChoices):
    HAND = "hand", _("Entered by hand")
    IMPORT = "import", _("The court's own results")


class Status(models.TextChoices):
    ACTIVE = "active", _("In force")
    ENDED = "ended", _("Ended")
    TAKEN_BACK = "taken_back", _("Taken back by the court")


class Order(PersonRow):
    """One order of a court on one person. ``kind`` and reasons are codes of terms.toml.

    ``hearing_ref`` is the court's own number of the hearing whose shared results it stands in;
    ``typed`` names the columns that somebody of ours wrote, which no later share changes.
    """

    access = Access(category="justice", retention="health_record")
    status_needs_event = True

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    kind = models.CharField(max_length=30)
    made_on = models.DateField()
    court = models.CharField(max_length=200)
    case_number = models.CharField(max_length=60, blank=True)
    # The hearing may belong to another agency, whose rows may not be shared: an id, no more.
    hearing_id = models.UUIDField(null=True)
    # None where the court's data do not say, as of a suspended sentence.
    ends_on = models.DateField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.HAND)
    hearing_ref = models.CharField(max_length=100, blank=True)
    shared_at = models.CharField(max_length=40, blank=True)
    typed = models.JSONField(default=list)
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=30, blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-made_on"], name="order_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="active") | ~Q(ended_reason=""), name="ended_order_says_why"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("made_on")),
                name="order_ends_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Requirement(PersonRow):
    """One thing that an order requires; one of a kind in an order.

    ``label`` tells apart those of kind "other"; ``also`` keeps what else the court said of the
    same requirement. ``months`` are whole months, None where the period gives none.
    """

    access = Access(category="justice", retention="health_record")
    status_needs_event = True

    class Care(models.TextChoices):
        """The court's data do not say; a person does."""

        PRIMARY = "primary", _("Primary care")
        SECONDARY = "secondary", _("Secondary care")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    kind = models.CharField(max_length=30)
    label = models.CharField(max_length=200, blank=True)
    residential = models.BooleanField(null=True)
    period_value = models.CharField(max_length=100, blank=True)
    period_unit = models.CharField(max_length=20, blank=True)
    months = models.PositiveIntegerField(null=True)
    director = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=500, blank=True)
    also = models.CharField(max_length=500, blank=True)
    care = models.CharField(max_length=10, choices=Care.choices, blank=True, default="")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.HAND)
    typed = models.JSONField(default=list)
    # The day on which the court last changed it; None while it is as it was made.
    changed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=30, blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person"], name="requirement_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "label"],
                condition=Q(status="active"),
                name="one_requirement_of_a_kind_an_order",
            ),
            models.CheckConstraint(
                condition=Q(status="active") | ~Q(ended_reason=""),
                name="ended_requirement_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Review(PersonRow):
    """A hearing at which the court looks at an order again. Times are the court's local time."""

    access = Access(category="justice", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        PLANNED = "planned", _("Coming")
        HELD = "held", _("Held")
        NOT_HELD = "not_held", _("Did not go ahead")
        TAKEN_BACK = "taken_back", _("Taken back by the court")
        NOT_NEEDED = "not_needed", _("No longer needed")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    requirement = models.ForeignKey(
        Requirement, null=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNED)
    on = models.DateField(null=True)
    at = models.TimeField(null=True)
    court = models.CharField(max_length=200, blank=True)
    # None where the court does not say whether the person must come.
    attend = models.BooleanField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.HAND)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "on"], name="review_person")]

    def __str__(self) -> str:
        return str(self.id)


class ResultMatch(PersonRow):
    """Somebody's decision that a defendant of the court's results is this person.

    Kept so that a later share of the same hearing is taken to the same record. One that was wrong
    is ended, never pointed at somebody else.
    """

    access = Access(category="justice", retention="health_record")

    hearing_ref = models.CharField(max_length=100)
    defendant = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "result matches"
        indexes = [models.Index(fields=["person"], name="result_match_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "hearing_ref", "defendant"],
                condition=Q(ended_at=None),
                name="one_match_a_defendant",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
