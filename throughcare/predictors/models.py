"""Results of predictors of reoffending, as probation or another source gave them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow


class PredictorScore(PersonRow):
    """One result of one version of one predictor on one day. It is never changed, only replaced.

    ``predictor`` is an id of scoring/predictors/named.toml, or ``other`` with ``other_name``.
    ``percent`` is 0 to 100, over two years where the source gives two periods; ``band`` is the
    code that the source of the predictor gave for it on the day it was kept, "" where none does.
    """

    access = Access(category="justice", audience="care", retention="health_record")
    status_needs_event = True

    OTHER = "other"

    class Status(models.TextChoices):
        RECORDED = "recorded", _("Recorded")
        REPLACED = "replaced", _("Corrected")
        TAKEN_BACK = "taken_back", _("Taken back")

    class Kind(models.TextChoices):
        STATIC = "static", _("Static")
        DYNAMIC = "dynamic", _("Dynamic")

    class Source(models.TextChoices):
        NDELIUS = "ndelius", _("nDelius")
        OASYS = "oasys", _("OASys")
        REPORT = "report", _("A report or letter of probation")
        CALCULATED = "calculated", _("Worked out on this page")
        ELSEWHERE = "elsewhere", _("Somewhere else")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECORDED)
    predictor = models.CharField(max_length=20)
    other_name = models.CharField(max_length=120, blank=True)
    predictor_version = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    one_year = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    # What a predictor without a percentage says, as it is printed.
    result_words = models.CharField(max_length=120, blank=True)
    band = models.CharField(max_length=20, blank=True)
    assessed_on = models.DateField()
    assessed_by = models.CharField(max_length=200)
    source = models.CharField(max_length=12, choices=Source.choices)
    source_words = models.CharField(max_length=200, blank=True)
    # What it was worked out from, where it was worked out here.
    inputs = models.JSONField(default=dict)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    # Why it was corrected or taken back.
    why_not = models.CharField(max_length=300, blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-assessed_on"], name="predictor_score_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=False) | ~Q(result_words=""),
                name="predictor_score_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gte=0, percent__lte=100),
                name="predictor_percent_is_one",
            ),
            models.CheckConstraint(
                condition=Q(one_year=None) | Q(one_year__gte=0, one_year__lte=F("percent")),
                name="predictor_one_year_within_two",
            ),
            models.CheckConstraint(
                condition=~Q(predictor="other") | (~Q(other_name="") & Q(band="")),
                name="other_predictor_is_named_and_has_no_band",
            ),
            models.CheckConstraint(
                condition=Q(status="recorded") | ~Q(why_not=""),
                name="predictor_score_gone_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
