"""One person known to every agency, one known to nobody here, and a member of each role.

Written once a file of tests into a database of its own, and committed; each request is then
undone (``undone()``), so that no cell of a table depends on another. Every text carries a
planted word (``CANARIES``) that stands nowhere else: a page that shows it has shown that row.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from tests.database import as_owner, clone, drop, use
from tests.factories import PURPOSE_OF, Make, working_as
from throughcare.agencies.models import GrantRequest, Membership, Place, Team
from throughcare.assessments import actions as assessing
from throughcare.assessments.models import Need
from throughcare.core import clock
from throughcare.core.access import CATEGORIES
from throughcare.core.events import record
from throughcare.core.middleware import SESSION_KEY, working_as_session
from throughcare.core.models import Due, Event
from throughcare.court import actions as court
from throughcare.court.listed import ListDocument, ListedCase, ListedPerson
from throughcare.court.models import CourtFollowUp, CourtList, Hearing
from throughcare.court_reports import actions as reporting
from throughcare.court_reports.models import CourtReport, ReportRecipient, ReportSection
from throughcare.documents import actions as issuing_documents
from throughcare.documents.models import Delivery
from throughcare.documents.paper import Paper
from throughcare.documents.pdf import make_pdf
from throughcare.documents.presenters import render_paper
from throughcare.instruments import actions as questionnaires
from throughcare.instruments import library as instruments
from throughcare.instruments import rules as answers
from throughcare.instruments.models import Score
from throughcare.orders import actions as ordering
from throughcare.pathways import actions as pathways
from throughcare.pathways import presenters
from throughcare.pathways.models import Clock, Episode, PathwaySetting, PathwayVersion
from throughcare.pathways.running import Running
from throughcare.people import actions as people
from throughcare.people import models as records
from throughcare.people import same_as
from throughcare.people.models import Person
from throughcare.screening import actions as screening
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import (
    Agreement,
    Basis,
    BreakGlass,
    Exclusion,
    Permission,
    Relationship,
    SharingAgreement,
)

#: Planted words: the category of the row that holds each, or why nobody but the author sees it.
CANARIES = {
    "Quokkastreet": "contact_address",
    "Numbatphone": "contact_address",
    "Wombatworry": "justice",
    "Devilorder": "justice",
    "Bilbyfirst": "health_summary",
    "Dingoadjust": "health_summary",
    "Possumadvice": "health_summary",
    "Bandicoothearing": "justice",
    "Quollspoken": "health_summary",
    "Bettongclinical": "clinical_detail",
    "Koalaanswer": "clinical_detail",
    "Bandicootarea": "clinical_detail",
    "Quollsafety": "clinical_detail",
    "Potorooplan": "clinical_detail",
    "Lyrebirdlearned": "clinical_detail",
    "Brolgareason": "clinical_detail",
    "Thylacineband": "clinical_detail",
    "Kookaburraother": "third_party_safeguarding",
    "Wallabynote": "clinical_detail",
    "Emusealed": "sealed",
    "Cassowarychild": "third_party_safeguarding",
    "Echidnawithheld": "withheld",
    "Platypushidden": "restricted",
}
NHS_NUMBER = "9994459120"
PATHWAY = "custody-liaison-and-diversion"
BORN_ON = date(1987, 3, 23)
#: What stands in no title, address or Location header, ever (screens.md §1, security.md §6).
NAMES_AND_NUMBERS = (
    "Marlowe",
    "Thackerayson",
    NHS_NUMBER,
    "999 445 9120",
    "1987-03-23",
    "23031987",
)

#: Each role: the kind of agency, and the relationships to the known person (link to what).
ROLES = {
    "clinician": ("nhs_provider", ("caseload", "team")),
    # Named on a panel about the person, and looking for the purpose of safeguarding.
    "panel_member": ("nhs_provider", ("team", "panel")),
    "practitioner": ("nhs_provider", ("caseload", "team")),
    "supervisor": ("nhs_provider", ("team",)),
    "admin": ("nhs_provider", ("team",)),
    "privacy_officer": ("nhs_provider", ("sar_handler",)),
    "auditor": ("nhs_provider", ("site",)),
    "support_engineer": ("nhs_provider", ()),
    "evaluator": ("nhs_provider", ()),
    "link_worker": ("charity_provider", ("team",)),
    "probation_practitioner": ("probation", ("order_supervision",)),
    "police_liaison": ("police", ("custody",)),
    "court_officer": ("court", ("court_hearing",)),
    "council_officer": ("local_authority", ("panel",)),
    "manager": ("commissioner", ()),
}
#: Roles whose name on the stage is not the role's own.
CALLED = {"link_worker": "clinician", "panel_member": "clinician"}
#: Roles that look for another purpose than most of their role.
PURPOSES = {"panel_member": "safeguarding"}


def purpose_of(who: str) -> str:
    """For which purpose this one looks."""
    return PURPOSES.get(who, PURPOSE_OF[CALLED.get(who, who)])


#: What the trust shares with each kind of agency under its agreements, and for which purposes.
SHARED = ("identity", "contact_address", "justice", "health_summary", "clinical_detail")


@dataclass
class Stage:
    """Who and what there is. ``rows`` names the row that an address of a route points at."""

    make: Make
    members: dict[str, Membership] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    place: Place = None  # type: ignore[assignment]
    court: Place = None  # type: ignore[assignment]
    known: Person = None  # type: ignore[assignment]
    twin: Person = None  # type: ignore[assignment]
    hidden: Person = None  # type: ignore[assignment]

    def client(self, who: str) -> Client:
        """A browser signed in as this role; "" is nobody."""
        client = Client(raise_request_exception=False)
        if who:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stage(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """The stage, in a database that is dropped after the last test of the file."""
    before = connection.settings_dict["NAME"]
    name = clone(template)
    with django_db_blocker.unblock():
        use(name)
        try:
            yield build(Stage(Make()))
        finally:
            use(before)
            drop(name)


def build(stage: Stage) -> Stage:
    _staff(stage)
    _agreements(stage)
    _people(stage)
    _parts(stage)
    _screening(stage)
    _pathways(stage)
    _assessment(stage)
    _questionnaire(stage)
    _reports(stage)
    _court(stage)
    _order(stage)
    _safeguarding(stage)
    _settings(stage)
    for who, member in stage.members.items():
        stage.sessions[who] = _session(member, purpose_of(who))
    return stage


def _session(member: Membership, purpose: str) -> str:
    client = Client()
    client.force_login(member.user)
    session = client.session
    session[SESSION_KEY] = working_as_session(membership_id=member.pk, purpose=purpose)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _staff(stage: Stage) -> None:
    make = stage.make
    agencies = {kind: make.agency(kind) for kind in dict.fromkeys(k for k, _ in ROLES.values())}
    stage.place = make.place(agencies["police"], name="Stage custody")
    stage.rows["own_place"] = make.place(agencies["nhs_provider"], "clinic", "Stage clinic")
    stage.court = make.place(agencies["court"], "court", name="Stage court")
    covered = {
        "nhs_provider": (stage.place, stage.court),
        "police": (stage.place,),
        "court": (stage.court,),
    }
    teams = {
        kind: make.team(agency, covers=covered.get(kind, ())) for kind, agency in agencies.items()
    }
    stage.rows["team"] = teams["nhs_provider"]
    stage.rows["empty_team"] = make.team(agencies["nhs_provider"])
    for who, (kind, _links) in ROLES.items():
        # Oversight stands in a team of its own: a team link must not reach it.
        oversight = who in ("privacy_officer", "auditor", "support_engineer", "evaluator")
        team = stage.rows["empty_team"] if oversight else teams[kind]
        stage.members[who] = make.member(CALLED.get(who, who), team=team, name=f"Stage {who}")
    stage.rows["colleague"] = make.member("clinician", team=teams["nhs_provider"])
    stage.rows["stranger"] = make.member("clinician", team=stage.rows["empty_team"])


def _agreements(stage: Stage) -> None:
    trust = stage.members["clinician"].team.agency
    for who, (kind, _links) in ROLES.items():
        member = stage.members[who]
        if kind not in ("nhs_provider", "commissioner"):
            stage.rows["contract"] = stage.make.sharing(
                trust,
                member.team.agency,
                purpose=PURPOSE_OF[member.role],
                categories=SHARED,
                grants_find=kind == "charity_provider",
            )


def _people(stage: Stage) -> None:
    nurse = stage.members["clinician"]
    with transaction.atomic(), working_as(nurse) as ctx:
        stage.known = people.add_person(
            ctx,
            given_name="Marlowe",
            family_name="Thackerayson",
            born_on=BORN_ON,
            identifiers=[("nhs-number", NHS_NUMBER)],
            source="custody",
        )
        stage.twin = people.add_person(
            ctx, given_name="Marlow", family_name="Thackeraysen", born_on=BORN_ON, source="person"
        )
    stage.hidden = stage.make.person(
        stage.rows["stranger"], linked=False, given_name="Platypushidden", born_on=BORN_ON
    )
    with as_owner():
        Person.rows.filter(pk=stage.hidden.pk).update(guard="restricted")
    for who, (_kind, links) in ROLES.items():
        member = stage.members[who]
        for kind in links:
            to = member.team_id if kind in ("team", "custody") else member.pk
            if not _linked(stage.known.pk, to, Relationship[kind.upper()]):
                stage.make.link(stage.known, to, Relationship[kind.upper()])
    stage.rows["link"] = stage.make.link(
        stage.known, stage.rows["stranger"].pk, Relationship.CASELOAD
    )


def _linked(person_id: UUID, principal_id: UUID, kind: int) -> bool:
    from throughcare.sharing.models import Link

    with as_owner():
        return Link.rows.filter(person_id=person_id, principal_id=principal_id, kind=kind).exists()


def _parts(stage: Stage) -> None:
    today = clock.today()
    dated = {"source": "person", "starts_on": today}
    kept = {
        "name": records.PersonName(
            kind="alias", given_name="Lowe", search_name="LOWE", **dated
        ),
        "number": records.Identifier(kind="other", given="A1", canonical="", **dated),
        "address": records.Address(
            kind="home", lines="1 Quokkastreet", postcode="ZZ1 1ZZ", **dated
        ),
        "address_withheld": records.Address(
            kind="staying", lines="2 Echidnawithheld", withheld=True,
            withheld_reason="Safety", **dated,
        ),
        "contact": records.ContactMethod(
            kind="mobile", value="07700 900123", note="Numbatphone", **dated
        ),
        "know_first": records.KnowFirst(
            kind="interpreter", text="Bilbyfirst", source="person", on=today,
            review_on=today + timedelta(days=90),
        ),
        "adjustment": records.Adjustment(need="other", text="Dingoadjust", **dated),
        "note": records.Note(happened_on=today, text="Wallabynote"),
        "sealed": records.Note(happened_on=today, text="Emusealed", sealed_to=[]),
    }  # fmt: skip
    with as_owner():
        for row in kept.values():
            row.person_id = stage.known.pk
            _own(stage, row)
            row.save(force_insert=True)
    stage.rows.update(kept)


def _own(stage: Stage, row: Any) -> None:
    nurse = stage.members["clinician"]
    row.agency_id, row.recorded_by_id = nurse.team.agency_id, nurse.pk
    row.recorded_at = clock.now()


def _screening(stage: Stage) -> None:
    nurse, person_id = stage.members["clinician"], stage.known.pk
    now = clock.now()
    with transaction.atomic(), working_as(nurse) as ctx:
        facts = screening.EntryFacts(
            arrived_at=now - timedelta(hours=1), given_name="Marlowe", cell="7",
            worry="Wombatworry", worry_source="custody",
        )  # fmt: skip
        entry = screening.add_entry(ctx, place_id=stage.place.pk, facts=facts)
        screening.link_entry(ctx, entry_id=entry.pk, person_id=person_id)
        waiting = screening.EntryFacts(arrived_at=now, given_name="Unmatched", cell="8")
        stage.rows["waiting"] = screening.add_entry(ctx, place_id=stage.place.pk, facts=waiting)
        child = screening.EntryFacts(arrived_at=now, given_name="Young", age_about=15)
        stage.rows["child"] = screening.add_entry(ctx, place_id=stage.place.pk, facts=child)
        screen = screening.open_screen(ctx, person_id=person_id)
        given = screening.Given(
            answers={**{f"q{n}": "no" for n in range(1, 13)}, "q1": "yes"},
            texts={"q1": "Koalaanswer"},
            decision="act_now",
        )
        screen = screening.save_screen(
            ctx, screen_id=screen.pk, version=screen.version, given=given, minutes=4
        )
        for recipient in ("custody", "court", "probation"):
            sharing.record_agreement(
                ctx, person_id=person_id, recipient=recipient, answer="yes",
                asked_in=screen.pk, confirmed=True, place_id=stage.place.pk,
            )  # fmt: skip
        stage.rows |= {
            "entry": entry,
            "screen": screen,
            "advice": screening.give_advice(
                ctx, person_id=person_id, what="Possumadvice", told_whom="Sergeant", screen=screen
            ),
            "adult": screening.need_appropriate_adult(ctx, person_id=person_id, screen=screen),
            "due": Due.visible_to(ctx).filter(kind="safety_prompt").first(),
            "agreement": Agreement.visible_to(ctx).filter(recipient="probation").first(),
            "basis": Basis.visible_to(ctx).first(),
        }


def _pathways(stage: Stage) -> None:
    """The episode that the custody list began: a follow-up, a sign-off, a version to be signed."""
    nurse, colleague = stage.members["clinician"], stage.rows["colleague"]
    with as_owner():
        PathwaySetting.objects.create(
            agency=nurse.team.agency, pathway=PATHWAY, name="follow_up_after", value=14,
            source="Stage", set_by=colleague, set_at=clock.now(),
        )  # fmt: skip
    with transaction.atomic(), working_as(nurse) as ctx:
        episode = Episode.visible_to(ctx).get()
        episode = pathways.move_stage(
            ctx, episode_id=episode.pk, version=episode.version, stage="follow_up", reason="Stage"
        )
        follow_up = Clock.visible_to(ctx).get()
    with transaction.atomic(), working_as(colleague) as ctx:
        run = Running(ctx, episode, presenters.definition_of(episode), clock.now())
        run.wait_for_sign_off("assessment")
        sign_off = Clock.visible_to(ctx).get(kind="sign_off")
    with as_owner():
        signature = PathwayVersion.objects.create(
            agency=nurse.team.agency, pathway=PATHWAY, pathway_version=episode.pathway_version,
            sha256=episode.definition_sha256, title="Stage", status="asked", lead=nurse,
            asked_by=stage.members["support_engineer"], asked_at=clock.now(),
        )  # fmt: skip
    stage.rows |= {
        "episode": episode, "follow_up": follow_up, "sign_off": sign_off, "signature": signature,
    }  # fmt: skip


def _questionnaire(stage: Stage) -> None:
    """One use with a safety answer; its score says a word that stands nowhere else."""
    nurse, person_id = stage.members["clinician"], stage.known.pk
    phq = instruments.find("phq-9")
    assert phq is not None
    with transaction.atomic(), working_as(nurse) as ctx:
        row = questionnaires.administer(
            ctx, person_id=person_id, questionnaire=phq,
            answers=answers.Answers(answers.read_row(phq.instrument, "222222222")),
        )  # fmt: skip
        Score.visible_to(ctx, "amend").filter(administration_id=row.pk).update(band="Thylacineband")
        stage.rows |= {
            "questionnaire": row,
            "questionnaire_due": Due.visible_to(ctx).get(kind="questionnaire_safety"),
        }


def _assessment(stage: Stage) -> None:
    """An open assessment with a safety prompt, a need, a plan, a contact and a request."""
    nurse, person_id = stage.members["clinician"], stage.known.pk
    with transaction.atomic(), working_as(nurse) as ctx:
        row = assessing.start_assessment(ctx, person_id=person_id)
        said = assessing.SafetyGiven(
            answers={"self": "yes"}, texts={"self": "Quollsafety"}, worrying_now="Quollsafety"
        )
        assessing.save_safety(ctx, assessment_id=row.pk, version=0, given=said)
        area = assessing.AreaGiven(asked="asked", said="Bandicootarea", need="yes")
        assessing.save_area(ctx, assessment_id=row.pk, area="housing", version=0, given=area)
        assessing.record_contact(
            ctx, person_id=person_id, agency_kind="gp", who="Surgery", how="phone",
            at=clock.now(), reached=True, asked="What helps", learned="Lyrebirdlearned",
            ground=assessing.Ground(kind=3, text="Stage"),
        )  # fmt: skip
        stage.rows |= {
            "assessment": row,
            "need": Need.visible_to(ctx).get(),
            "plan": assessing.write_plan(
                ctx, person_id=person_id, seen_number=0, parts={"people": "Potorooplan"}
            ),
            "triage": assessing.ask_for_triage(
                ctx, person_id=person_id, kind="mha_assessment", asked_whom="Team",
                reason="Brolgareason",
            ),
            "assessment_due": Due.visible_to(ctx).get(kind="assessment_safety"),
        }  # fmt: skip
    panel = stage.members["panel_member"]
    with transaction.atomic(), working_as(panel, purpose_of("panel_member")) as ctx:
        assessing.record_third_party(
            ctx, person_id=person_id, about="Child", text="Kookaburraother", told_by="Council",
            told_on=clock.today(), basis_text="Stage",
        )  # fmt: skip


def _reports(stage: Stage) -> None:
    """R1 issued: to court by account, to others by hand and email. R2 a draft with a line."""
    nurse, person = stage.members["clinician"], stage.known
    for number in (1, 2):
        hearing = _hearing(stage, f"Stage case {number}")
        with transaction.atomic(), working_as(nurse) as ctx:
            report = reporting.begin_report(
                ctx, person=person, group=[person.pk], hearing_id=hearing.pk
            )
            section = ReportSection.visible_to(ctx).get(report_id=report.pk, key="summary")
            reporting.save_section(
                ctx, report_id=report.pk, key="summary", text="Stage", version=section.version
            )
            stage.rows["report_reader"] = (
                ReportRecipient.visible_to(ctx).filter(report_id=report.pk).first()
            )
            basis = {"basis": "court_order", "basis_words": "Stage"}
            stage.rows["report_line"] = reporting.save_line(
                ctx, report_id=report.pk, line_id=None,
                values={
                    "kind": "score", "text": "Stage", "why": "Stage", "agreed_for": [], **basis,
                },
            )  # fmt: skip
    paper = Paper(
        marking="Stage", reference="Stage-R1", reference_words="Stage-R1", title="Stage",
        person="Stage", author="Stage", facts=(), sections=(), signature=(), page_words="{page}",
    )  # fmt: skip
    court = stage.members["court_officer"]
    to = {"basis": "court_order", "basis_words": "Stage"}
    with transaction.atomic(), working_as(nurse) as ctx:
        first = CourtReport.visible_to(ctx).get(number=1)
        document = issuing_documents.issue_document(
            ctx,
            person_id=person.pk,
            issue=issuing_documents.Issue(
                kind="court_report", source_id=first.hearing_id, number=1, title="Stage",
                reference="Stage-R1", paper=paper.as_data(), html=render_paper(paper),
                pdf=make_pdf(paper, at=clock.now()), pages=1, signed_by="Stage",
                signed_as="Stage", issued_at=clock.now(),
            ),
            recipients=[
                issuing_documents.To(
                    name="Court", how="account", kind="member", principal_id=court.pk, **to
                ),
                issuing_documents.To(name="Solicitor", how="hand", **to),
                issuing_documents.To(name="Probation", how="secure_email", **to),
            ],
        )  # fmt: skip
        copies = {copy.how: copy for copy in Delivery.visible_to(ctx)}
        CourtReport.visible_to(ctx, "amend").filter(pk=first.pk).update(
            status="issued", issued_at=clock.now(), document=document
        )
        first.status = "issued"
        record(
            ctx, "report.issued", subject=first, person_id=person.pk, status_from="draft",
            payload={
                "number": 1, "document": str(document.pk), "hearing": str(first.hearing_id),
                "minutes": 1, "clinical_lines": 1, "recipients": 3,
            },
        )  # fmt: skip
    stage.rows |= {
        "document": document,
        "copy_by_hand": copies["hand"],
        "copy_by_email": copies["secure_email"],
    }


def _hearing(stage: Stage, case_number: str) -> Hearing:
    nurse = stage.members["clinician"]
    hearing = Hearing(
        place=stage.place, source="hand", on=clock.today() + timedelta(days=1),
        case_number=case_number, person=stage.known,
    )  # fmt: skip
    _own(stage, hearing)
    with transaction.atomic(), as_owner():
        hearing.save(force_insert=True)
        Event(
            type="person.added", category="identity", person_id=stage.known.pk,
            happened_at=clock.now(), recorded_at=clock.now(), subject_table="court_hearing",
            subject_id=hearing.pk, status_to=hearing.status, agency_id=nurse.team.agency_id,
            team_id=nurse.team_id, by_membership_id=nurse.pk, by_name="Stage",
            payload={"provisional": False},
        ).save(force_insert=True)  # fmt: skip
    return hearing


def _court(stage: Stage) -> None:
    nurse, person_id = stage.members["clinician"], stage.known.pk
    place_id, today, now = stage.court.pk, clock.today(), clock.now()
    with transaction.atomic(), working_as(nurse) as ctx:
        case = ListedCase(
            where="case 1", court="Stage court", on=today, number="2300001",
            hearing_type="Bandicoothearing",
            people=(ListedPerson(key="1", role="defendant", kind="person", name="Marlowe"),),
        )  # fmt: skip
        listed = ListDocument(format="csv", checksum="c" * 64, accepted=True, cases=(case,))
        taken = court.take_list_in(ctx, listed, place_id=place_id)
        stage.rows["court_list"] = CourtList.visible_to(ctx).get(pk=taken.days[0].list_id)
        entry = taken.days[0].new[0]
        stage.rows["court_entry"] = court.link_entry(ctx, entry_id=entry.pk, person_id=person_id)
        for name, facts in (
            ("court_waiting", court.EntryFacts(given_name="Unlisted", custody="in_custody")),
            ("court_child", court.EntryFacts(given_name="Younger", age_about=15)),
        ):
            stage.rows[name] = court.add_entry(ctx, place_id=place_id, on=today, facts=facts)
        hearing = Hearing.visible_to(ctx).get(entry_id=entry.pk)
        other = court.add_hearing(
            ctx, person_id=person_id, place_id=place_id, facts=court.HearingFacts(on=today)
        )
        done = court.OutcomeFacts(
            used="yes", source="court", disposal="ended", follow_ups=(("tell_gp", today),)
        )
        court.record_outcome(ctx, hearing_id=other.pk, facts=done)
        court.give_advice(
            ctx,
            person_id=person_id,
            facts=court.AdviceFacts(
                place_id=place_id, to_whom="legal_adviser", said=("adjustments",),
                words="Quollspoken", clinical=court.Clinical("Bettongclinical", "Why", "agreed"),
            ),
        )  # fmt: skip
        stage.rows["hearing"] = hearing
        stage.rows["court_follow_up"] = CourtFollowUp.visible_to(ctx).get(kind="tell_gp")
    with transaction.atomic(), working_as(stage.members["court_officer"]) as ctx:
        asked = court.RequestFacts(
            asked_by="legal_adviser", asker_name="Adviser", why="take_part",
            needed_by=now + timedelta(hours=2), given_name="Somebody",
        )  # fmt: skip
        stage.rows["court_request"] = court.ask_to_see(ctx, place_id=place_id, facts=asked)


def _order(stage: Stage) -> None:
    """An order in force, entered by the clinician, with a requirement and a review to come."""
    today = clock.today()
    with transaction.atomic(), working_as(stage.members["clinician"]) as ctx:
        facts = ordering.OrderFacts(
            kind="community_order", made_on=today, court="Stage court",
            ends_on=today + timedelta(days=365),
        )  # fmt: skip
        order = ordering.make_order(ctx, person_id=stage.known.pk, facts=facts)
        says = ordering.RequirementFacts(director="Devilorder")
        stage.rows |= {
            "order": order,
            "requirement": ordering.add_requirement(
                ctx, order_id=order.pk, kind="mental_health_treatment", facts=says
            ),
            "order_review": ordering.add_review(
                ctx, order_id=order.pk, facts=ordering.ReviewFacts(on=today + timedelta(days=90))
            ),
        }


def _safeguarding(stage: Stage) -> None:
    """What only a few may see: third parties, staff kept out, an emergency that was reviewed."""
    nurse, person, now = stage.members["clinician"], stage.known, clock.now()
    stranger = stage.rows["stranger"]
    with as_owner():
        Event(
            type="person.flag_changed", category="third_party_safeguarding", person_id=person.pk,
            happened_at=now, recorded_at=now, subject_table="people_person",
            subject_id=person.pk, agency_id=nurse.team.agency_id, team_id=nurse.team_id,
            by_membership_id=nurse.pk, by_name="Cassowarychild",
            payload={"what": "know_first_added"},
        ).save(force_insert=True)  # fmt: skip
        named = {"by_membership_id": nurse.pk, "reason": "Stage", "starts_at": now}
        Exclusion(person=person, user=stranger.user, **named).save(force_insert=True)
        Permission(person=person, user=stranger.user, **named).save(force_insert=True)
        opening = BreakGlass(
            code="BG-STAGE1", membership_id=nurse.pk, agency_id=nurse.team.agency_id,
            purpose="direct_care", reason="Stage", tried_whom="Stage", opened_at=now,
            ends_at=now + timedelta(hours=4), review_due_at=now + timedelta(days=3),
        )  # fmt: skip
        opening.save(force_insert=True)
    with transaction.atomic(), working_as(stage.rows["colleague"]) as ctx:
        same_as.propose_same_as(ctx, a=person, b=stage.twin, reason="Stage", sure=False)
        same = records.SameAs.visible_to(ctx).get()
    stage.rows |= {"opening": opening, "same_as": same}


def _settings(stage: Stage) -> None:
    team: Team = stage.rows["team"]
    with as_owner():
        asked = GrantRequest(
            agency=team.agency, kind="member", team=team, email="new.person@example.org",
            name="New person", role="clinician", status="proposed",
            proposed_by=stage.rows["colleague"], proposed_at=clock.now(),
        )  # fmt: skip
        asked.save(force_insert=True)
        stage.rows["other_contract"] = SharingAgreement.objects.create(
            from_agency=team.agency, to_agency=stage.members["manager"].team.agency,
            purpose="service_management", categories=1 << CATEGORIES.index("identity"),
            status="proposed", starts_at=clock.now(), document="Stage", signatories="Two",
            proposed_by=stage.rows["colleague"],
        )  # fmt: skip
    stage.rows["request"] = asked


def nobody() -> UUID:
    """An id that no row has."""
    return uuid4()


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    """Thousands of refusals are asked for: they are answers here, not news."""
    log = logging.getLogger("django.request")
    before, log.disabled = log.disabled, True
    yield
    log.disabled = before
