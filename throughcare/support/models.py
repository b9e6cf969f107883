"""What is kept of support: the needs check, one line for each need worked on, taking part.

What helps with daily life is a health summary that stays within care unless the line says
otherwise; what the person said is clinical detail and stands in a table of its own.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow

CARE = Access(category="health_summary", audience="care", retention="health_record")
#: Within care, unless the row itself says that everyone on the plan may see it.
AS_SAID = Access(category="health_summary", audience="care_only", retention="health_record")


class Need(models.TextChoices):
    """The ten rows of the needs check (services.md C4, C45, C87, C88)."""

    HOUSING = "housing", _("Housing")
    GP = "gp", _("GP")
    NHS_NUMBER = "nhs_number", _("NHS number")
    BENEFITS = "benefits", _("Benefits")
    DEBT = "debt", _("Debt")
    ID = "id", _("ID")
    WORK = "work", _("Work")
    EDUCATION = "education", _("Education and skills")
    FAMILY = "family", _("Children and family")
    PEOPLE = "people", _("Time with other people")


class Answer(models.TextChoices):
    FINE = "fine", _("Fine")
    HELP = "help", _("Needs help")
    URGENT = "urgent", _("Urgent")
    NOT_ASKED = "not_asked", _("Not asked")


class NeedsCheck(PersonRow):
    """The ten rows asked once: who asked and when."""

    access = CARE

    asked_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-asked_at"], name="needs_check_person")]

    def __str__(self) -> str:
        return str(self.id)


class NeedAnswer(PersonRow):
    """One row of a needs check. ``first``: the person chose it to be worked on, 1 to 3."""

    access = CARE

    check_of = models.ForeignKey(NeedsCheck, on_delete=models.PROTECT, related_name="+")
    need = models.CharField(max_length=12, choices=Need.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    first = models.PositiveSmallIntegerField(null=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["check_of", "need"], name="one_answer_a_need"),
            models.UniqueConstraint(fields=["check_of", "first"], name="one_need_a_place"),
            models.CheckConstraint(
                condition=Q(first=None)
                | Q(first__gte=1, first__lte=3, answer__in=("help", "urgent")),
                name="only_a_need_is_chosen",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class NeedSaid(PersonRow):
    """What the person said in a needs check, for those who read clinical detail."""

    access = Access(category="clinical_detail", audience="care", retention="health_record")

    check_of = models.OneToOneField(NeedsCheck, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta(PersonRow.Meta):
        verbose_name_plural = "needs said"
        indexes = [models.Index(fields=["person"], name="need_said_person")]

    def __str__(self) -> str:
        return str(self.id)


class SupportTask(PersonRow):
    """One need that is worked on: where it is now, the next step and its day."""

    access = AS_SAID
    status_needs_event = True

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        STARTED = "started", _("Started")
        BOOKED = "booked", _("Booked")
        WAITING = "waiting", _("Waiting on others")
        STUCK = "stuck", _("Stuck")
        DONE = "done", _("Done")
        NOT_WANTED = "not_wanted", _("Not wanted now")

    need = models.CharField(max_length=12, choices=Need.choices)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NOT_STARTED)
    where_now = models.CharField(max_length=200, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True)
    # Whose list it stands on: the team, and the one of it who took it on.
    team_id = models.UUIDField()
    owner_id = models.UUIDField(null=True)
    owner_name = models.CharField(max_length=200, blank=True)
    care_only = models.BooleanField(default=True)
    check_of = models.ForeignKey(NeedsCheck, null=True, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    moved_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person", "status"], name="support_task_person"),
            models.Index(fields=["team_id", "status", "next_on"], name="support_task_team"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=("done", "not_wanted"), ended_on__isnull=False)
                | (
                    ~Q(status__in=("done", "not_wanted"))
                    & Q(ended_on=None, next_on__isnull=False)
                    & ~Q(next_step="")
                ),
                name="open_support_says_what_comes_next",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Activity(PersonRow):
    """Something that the person takes part in: a peer, a group, a place of their own choice.

    ``own_words``: why it matters to them. Joining in is theirs to choose; nothing counts it
    against them.
    """

    access = AS_SAID
    status_needs_event = True

    class Kind(models.TextChoices):
        PEER = "peer", _("Peer support, one to one")
        GROUP = "group", _("Peer or health group")
        COMMUNITY = "community", _("Something in the community")

    class Status(models.TextChoices):
        WANTED = "wanted", _("Wants to try")
        TRIED = "tried", _("Tried it")
        REGULAR = "regular", _("Goes regularly")
        STOPPED = "stopped", _("Stopped")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WANTED)
    what = models.CharField(max_length=200)
    own_words = models.CharField(max_length=300, blank=True)
    with_whom = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True)
    team_id = models.UUIDField()
    care_only = models.BooleanField(default=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["person"], name="activity_person")]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="activity_says_what"),
        ]

    def __str__(self) -> str:
        return str(self.id)
