"""Who someone is: names, identifiers, where and how to reach them, what to know first."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow, ProtectedModel
from throughcare.core.references import new_reference

if TYPE_CHECKING:
    from throughcare.core.context import Context


class Source(models.TextChoices):
    """Who said so."""

    PERSON = "person", _("The person")
    CUSTODY = "custody", _("Custody record")
    COURT = "court", _("Court")
    NHS = "nhs", _("NHS record")
    PROBATION = "probation", _("Probation record")
    FAMILY = "family", _("Family or carer")
    STAFF = "staff", _("Staff saw it")


class Person(ProtectedModel):
    """One record of one human; ``SameAs`` decisions group the records of the same human."""

    access = Access(category="identity", person="id", retention="person", self_may=("read",))

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Described another way")
        NOT_KNOWN = "not_known", _("Not known")

    class Guard(models.TextChoices):
        NONE = "none", _("Open")
        LIMITED = "limited", _("Limited")
        RESTRICTED = "restricted", _("Restricted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=new_reference)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    # The name that is used now, copied from PersonName by the action that changes it.
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    likes_to_be_called = models.CharField(max_length=100, blank=True)
    # Without accents, upper case, "family given": for sorting and matching.
    sort_name = models.CharField(max_length=210, db_index=True)
    born_on = models.DateField(null=True)
    # A birth date said as "about 35" is kept as a year only.
    born_about = models.BooleanField(default=False)
    died_on = models.DateField(null=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.NOT_KNOWN)
    pronoun = models.CharField(max_length=20, blank=True)
    provisional = models.BooleanField(default=False)
    nhs_number = models.CharField(max_length=10, blank=True, db_index=True)
    guard = models.CharField(max_length=10, choices=Guard.choices, default=Guard.NONE)
    version = models.PositiveIntegerField(default=1)

    class Meta(ProtectedModel.Meta):
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reference__regex=r"^TC-[0-9A-HJKMNP-TV-Z]{8}$"),
                name="reference_shape",
            ),
        ]
        indexes = [models.Index(fields=["born_on"], name="person_born")]

    def __str__(self) -> str:
        return self.reference


class PersonName(PersonRow):
    """A name that the person has or had, as given, with who said so and when."""

    access = Access(category="identity", retention="person")

    class Kind(models.TextChoices):
        USED = "used", _("Used now")
        LEGAL = "legal", _("Legal name")
        BIRTH = "birth", _("Name at birth")
        ALIAS = "alias", _("Also known as")
        PREFERRED = "preferred", _("Likes to be called")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    # "family given" without accents in upper case; the trigram index of the search is on it.
    search_name = models.CharField(max_length=210)
    source = models.CharField(max_length=10, choices=Source.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person"], name="name_person"),
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="name_trigram"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Identifier(PersonRow):
    """A number that some agency knows the person by; never identity by one number alone."""

    access = Access(category="identity", retention="person")

    class Kind(models.TextChoices):
        NHS_NUMBER = "nhs-number", _("NHS number")
        PNC = "pnc", _("PNC ID")
        CRO = "cro", _("CRO number")
        CRN = "crn", _("CRN (probation)")
        PRISON = "prison-number", _("Prison number")
        CUSTODY = "custody-record", _("Custody record number")
        OTHER = "other", _("Other number")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    given = models.CharField(max_length=60)
    # Empty when the check fails: a failing number is kept, shown with a warning, never matched.
    canonical = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person"], name="identifier_person"),
            models.Index(
                fields=["canonical"],
                condition=~models.Q(canonical=""),
                name="identifier_canonical",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Address(PersonRow):
    """Where the person lives or lived.

    ``withheld`` keeps it out of every output; other agencies than care do not read the row.
    """

    access = Access(category="contact_address", audience="withheld", retention="person")

    class Kind(models.TextChoices):
        HOME = "home", _("Home")
        STAYING = "staying", _("Staying for now")
        NO_FIXED = "no_fixed", _("No fixed address")
        POST = "post", _("For letters only")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    lines = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    withheld = models.BooleanField(default=False)
    withheld_reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "addresses"
        indexes = [models.Index(fields=["person"], name="address_person")]

    def __str__(self) -> str:
        return str(self.id)


class ContactMethod(PersonRow):
    """A way to reach the person, and the rule that keeps it safe to use."""

    access = Access(category="contact_address", retention="person")

    class Kind(models.TextChoices):
        MOBILE = "mobile", _("Mobile phone")
        PHONE = "phone", _("Other phone")
        EMAIL = "email", _("E-mail")
        THROUGH = "through", _("Through somebody else")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=200)
    # Digits only for phones: the search by number matches on it.
    canonical = models.CharField(max_length=200, blank=True)
    may_text = models.BooleanField(default=False)
    may_call = models.BooleanField(default=False)
    may_leave_message = models.BooleanField(default=False)
    may_write = models.BooleanField(default=False)
    safe_times = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person"], name="contact_person"),
            models.Index(
                fields=["canonical"], condition=~models.Q(canonical=""), name="contact_canonical"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class KnowFirst(PersonRow):
    """What staff must know before they meet the person; reviewed by a day."""

    access = Access(category="health_summary", retention="person")

    class Kind(models.TextChoices):
        CONTACT = "contact", _("How to contact safely")
        STAFF_SAFETY = "staff_safety", _("Staff safety")
        COMMUNICATION = "communication", _("How to talk together")
        INTERPRETER = "interpreter", _("Interpreter")
        OTHER = "other", _("Other")

    kind = models.CharField(max_length=15, choices=Kind.choices)
    text = models.CharField(max_length=300)
    source = models.CharField(max_length=10, choices=Source.choices)
    source_detail = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    review_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "know-first notes"
        indexes = [models.Index(fields=["person"], name="know_first_person")]

    def __str__(self) -> str:
        return str(self.id)


class Adjustment(PersonRow):
    """What the person needs to take part, in a lay reader's words."""

    access = Access(category="health_summary", retention="person")

    class Need(models.TextChoices):
        READING = "reading", _("Reading and writing")
        HEARING = "hearing", _("Hearing")
        SIGHT = "sight", _("Sight")
        SPEECH = "speech", _("Speech")
        MOBILITY = "mobility", _("Moving about")
        TIME = "time", _("More time or breaks")
        LANGUAGE = "language", _("Language or interpreter")
        SENSORY = "sensory", _("Light, noise, touch")
        SUPPORT = "support", _("Somebody with them")
        OTHER = "other", _("Other")

    need = models.CharField(max_length=10, choices=Need.choices)
    text = models.CharField(max_length=300)
    source = models.CharField(max_length=10, choices=Source.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person"], name="adjustment_person")]

    def __str__(self) -> str:
        return str(self.id)


class EqualityData(PersonRow):
    """Self-described equality data. Never on the identity bar, never to justice agencies."""

    access = Access(category="clinical_detail", retention="person")

    class Asked(models.TextChoices):
        SAID = "said", _("Answered")
        DECLINED = "declined", _("Declined")
        NOT_ASKED = "not_asked", _("Not asked")
        NOT_KNOWN = "not_known", _("Not known")

    class Question(models.TextChoices):
        ETHNICITY = "ethnicity", _("Ethnic group")
        RELIGION = "religion", _("Religion or belief")
        ORIENTATION = "orientation", _("Sexual orientation")
        GENDER_SAME = "gender_same", _("Gender the same as sex registered at birth")
        DISABILITY = "disability", _("Disability")
        LEARNING_DISABILITY = "learning_disability", _("Learning disability status")
        AUTISM = "autism", _("Autism status")
        LANGUAGE = "language", _("Main language")
        VETERAN = "veteran", _("Served in the armed forces")
        CARER = "carer", _("Cares for somebody")
        PREGNANT = "pregnant", _("Pregnant or gave birth in the last year")

    question = models.CharField(max_length=20, choices=Question.choices)
    asked = models.CharField(max_length=10, choices=Asked.choices)
    answer = models.CharField(max_length=200, blank=True)
    # The code of the national data set where one is given (domain.md: MHSDS LD / autism status).
    code = models.CharField(max_length=10, blank=True)
    on = models.DateField()

    class Meta(PersonRow.Meta):
        verbose_name_plural = "equality data"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "question"], name="one_answer_a_question_an_agency"
            ),
            models.CheckConstraint(
                condition=models.Q(asked="said") | models.Q(answer=""),
                name="no_answer_where_none_was_given",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SameAs(ProtectedModel):
    """The decision that two records are one human: begun by one person, confirmed by another.

    Rows are never re-pointed; ending the decision takes everything apart again (decision 12).
    """

    access = Access(kind="custom", person="", retention="person")
    # Whoever reads both records reads the decision; only two people together make one.
    read_sql = (
        "EXISTS (SELECT 1 FROM public.people_person a WHERE a.id = person_a_id) "
        "AND EXISTS (SELECT 1 FROM public.people_person b WHERE b.id = person_b_id)"
    )
    # What a row may become, and who may say so, is held by app.same_as_moves (find.sql).
    create_sql = (
        f"{read_sql} AND agency_id = (SELECT app.my_agency()) "
        "AND (SELECT app.may_merge(person_a_id, person_b_id))"
    )
    amend_sql = f"{read_sql} AND (SELECT app.may_merge(person_a_id, person_b_id))"
    status_needs_event = True

    class Status(models.TextChoices):
        UNSURE = "unsure", _("Not sure: a colleague is asked")
        PROPOSED = "proposed", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Same person")
        REFUSED = "refused", _("Not the same person")
        ENDED = "ended", _("Taken apart again")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_a = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_b = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.CharField(max_length=500)
    # The agency of who asked.
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ProtectedModel.Meta):
        verbose_name_plural = "same-as decisions"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person_a__lt=models.F("person_b")), name="same_as_ordered"
            ),
            models.UniqueConstraint(
                fields=["person_a", "person_b"],
                condition=models.Q(status__in=["unsure", "proposed", "confirmed"]),
                name="one_open_decision_a_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="confirmed")
                | (
                    models.Q(decided_by__isnull=False)
                    & ~models.Q(decided_by=models.F("proposed_by"))
                ),
                name="confirmed_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["person_a", "status"], name="same_as_a"),
            models.Index(fields=["person_b", "status"], name="same_as_b"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @staticmethod
    def read_q(ctx: Context) -> models.Q:
        seen = Person.visible_to(ctx).values("id")
        return models.Q(person_a__in=seen) & models.Q(person_b__in=seen)


class Note(PersonRow):
    """What a clinician wrote down; sealed to named colleagues where they say so."""

    access = Access(category="clinical_detail", sealed=True, retention="health_record")

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        CALL = "call", _("Phone call")
        MEETING = "meeting", _("Meeting")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOTE)
    happened_on = models.DateField()
    text = models.TextField()
    # Memberships who may read it besides its author; null when it is not sealed.
    sealed_to = ArrayField(models.UUIDField(), null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person"], name="note_person")]

    def __str__(self) -> str:
        return str(self.id)


class DataQuality(ProtectedModel):
    """Two records hold one number and nobody working with the first can see the second.

    Written by app.note_clash, which the typist cannot ask for an answer; read by the privacy
    officers of the two agencies (security.md §2.2 "Finding is not reading").
    """

    access = Access(
        kind="custom", person="", agency="", retention="operational", subject_access="review"
    )
    read_sql = (
        "(SELECT app.my_role()) = 'privacy_officer' "
        "AND ((SELECT app.my_agency()) = other_agency_id "
        "OR ((SELECT app.my_agency()) = new_agency_id AND NOT other_restricted))"
    )
    amend_sql = read_sql

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Identifier.Kind.choices)
    new_reference = models.CharField(max_length=11)
    new_agency_id = models.UUIDField()
    other_reference = models.CharField(max_length=11)
    other_agency_id = models.UUIDField()
    # A restricted record is absent for everyone but its own agency's privacy officer.
    other_restricted = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    settled_note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ProtectedModel.Meta):
        verbose_name_plural = "data quality"
        indexes = [
            models.Index(fields=["new_agency_id", "settled_at"], name="quality_new_agency"),
            models.Index(fields=["other_agency_id", "settled_at"], name="quality_other_agency"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settled_at=None, settled_by=None)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="quality_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @staticmethod
    def read_q(ctx: Context) -> models.Q:
        if ctx.role != "privacy_officer":
            return models.Q(pk__in=[])
        return models.Q(other_agency_id=ctx.agency_id) | models.Q(
            new_agency_id=ctx.agency_id, other_restricted=False
        )
