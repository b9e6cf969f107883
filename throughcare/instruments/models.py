"""Questionnaires as they were used: each use, its answers, its score, what safety asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scoring.instruments import name_of
from throughcare.core.access import Access, PersonRow
from throughcare.signatures.models import (
    Signature,
    not_by_who_asked,
    one_standing,
    signed_by_name,
)


class Administration(PersonRow):
    """One use of one version of one questionnaire: how, when, by whom. It holds no score."""

    access = Access(category="health_summary", audience="care", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        STARTED = "started", _("Not finished")
        COMPLETED = "completed", _("Saved")
        TAKEN_BACK = "taken_back", _("Taken back")

    class Mode(models.TextChoices):
        PAPER = "paper", _("On paper")
        READ_ALOUD = "read_aloud", _("Read aloud")
        ON_SCREEN = "on_screen", _("Together, on screen")
        TABLET = "tablet", _("On a tablet")

    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=40)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.PAPER)
    with_help = models.BooleanField(default=False)
    language = models.CharField(max_length=60, blank=True)
    answered_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices)
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    # Every question has an answer; null until it is completed.
    complete = models.BooleanField(null=True)
    # Somebody must act on an answer; what the answer was stands in Answer.
    safety = models.BooleanField(default=False)
    why_taken_back = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person", "instrument", "-answered_on"], name="administration_of")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "recorded_by", "instrument", "instrument_version"],
                condition=Q(status="started"),
                name="one_open_questionnaire_an_author",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed")
                | Q(completed_at__isnull=False, complete__isnull=False),
                name="completed_questionnaire_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="taken_back") | ~Q(why_taken_back=""),
                name="taken_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def name(self) -> str:
        """The own short name of the instrument, for readers."""
        return name_of(self.instrument)


class Answer(PersonRow):
    """One answer to one question, or why there is none. Item 0 is a question asked first."""

    access = Access(category="clinical_detail", audience="care", retention="health_record")

    class Missing(models.TextChoices):
        BLANK = "blank", _("Left blank")
        NOT_ASKED = "not_asked", _("Not asked")
        DECLINED = "declined", _("Declined")
        NOT_KNOWN = "not_known", _("Not known")
        NOT_APPLICABLE = "na", _("Does not apply")

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")
    item = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField(null=True)
    missing = models.CharField(max_length=10, choices=Missing.choices, blank=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["administration", "item"], name="one_answer_an_item"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, missing="") | (Q(value=None) & ~Q(missing="")),
                name="an_answer_or_why_none",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Score(PersonRow):
    """What was worked out from one use, by which rules. No score is not a score of 0."""

    access = Access(category="clinical_detail", audience="care", retention="health_record")

    administration = models.OneToOneField(
        Administration, on_delete=models.PROTECT, related_name="+"
    )
    score = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    band = models.CharField(max_length=60, blank=True)
    # Null where no rule with a source says so, or there is no score.
    caseness = models.BooleanField(null=True)
    missing = models.JSONField(default=list)
    # The rules as they were used: name, how sure we are of the source, and the source.
    rules = models.JSONField(default=dict)

    class Meta(PersonRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=False) | Q(band="", caseness=None),
                name="nothing_is_read_from_no_score",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class PromptAnswered(PersonRow):
    """What was done about a safety answer, and who was told. A prompt closes with one only."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")
    # The row of Answer: an id without its content, for those who may not read it.
    answer_id = models.UUIDField()
    what_was_done = models.TextField()
    told_whom = models.TextField()

    class Meta(PersonRow.Meta):
        verbose_name_plural = "prompts answered"
        indexes = [models.Index(fields=["administration"], name="prompt_answered_of")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what_was_done="") & ~Q(told_whom=""),
                name="prompt_answer_says_what_and_whom",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class InstrumentVersion(Signature):
    """The words and rules of one questionnaire put before a named clinical lead, and the answer.

    ``sha256`` is the fingerprint of all that it asks and scores here, the site's own files among
    them: when one of those changes, the signature holds no more and another is asked for.
    """

    signs = ("instrument", "instrument_version")

    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=40)

    class Meta:
        constraints = [
            not_by_who_asked("questionnaire_not_signed_by_who_asked"),
            signed_by_name("questionnaire_signed_by_name"),
            models.CheckConstraint(
                condition=Q(status="asked") | ~Q(reason=""), name="questionnaire_answer_says_why"
            ),
            one_standing(
                "one_signature_a_questionnaire", "instrument", "instrument_version", "sha256"
            ),
        ]
