"""What stands on the stage beyond people and screenings: pathways, assessments, court, orders."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tests.database import as_owner
from tests.factories import working_as
from throughcare.assessments import actions as assessing
from throughcare.assessments.models import Need
from throughcare.core import clock
from throughcare.core.events import record
from throughcare.core.models import Due, Event
from throughcare.court import actions as court
from throughcare.court.listed import ListDocument, ListedCase, ListedPerson
from throughcare.court.models import CourtFollowUp, CourtList, Hearing
from throughcare.court_reports import actions as reporting
from throughcare.court_reports import providing
from throughcare.court_reports.models import CourtReport, ReportRecipient, ReportSection
from throughcare.court_reports.provision import Provision
from throughcare.documents import actions as issuing_documents
from throughcare.documents.models import Delivery
from throughcare.documents.paper import Paper
from throughcare.documents.pdf import make_pdf
from throughcare.documents.presenters import render_paper
from throughcare.instruments import actions as questionnaires
from throughcare.instruments import library as instruments
from throughcare.instruments import rules as answers
from throughcare.instruments.models import InstrumentVersion, Score
from throughcare.messages import actions as texts
from throughcare.orders import actions as ordering
from throughcare.pathways import actions as pathways
from throughcare.pathways import presenters
from throughcare.pathways.models import Clock, Episode, PathwaySetting, PathwayVersion
from throughcare.pathways.running import Running
from throughcare.people.models import ContactMethod
from throughcare.predictors import actions as predicting
from throughcare.predictors.rules import Facts
from throughcare.suitability import actions as settling

if TYPE_CHECKING:
    from tests.routes.stage import Stage

PATHWAY = "custody-liaison-and-diversion"


def own_row(stage: Stage, row: Any) -> None:
    nurse = stage.members["clinician"]
    row.agency_id, row.recorded_by_id = nurse.team.agency_id, nurse.pk
    row.recorded_at = clock.now()


def stage_pathways(stage: Stage) -> None:
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


def stage_questionnaire(stage: Stage) -> None:
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
        signature = InstrumentVersion(
            agency_id=ctx.agency_id, instrument="PHQ-9", instrument_version="1",
            sha256=phq.sha256, title="Stage", status="asked", lead=nurse,
            asked_by=stage.members["support_engineer"], asked_at=clock.now(),
        )  # fmt: skip
        stage.rows |= {
            "questionnaire": row,
            "questionnaire_due": Due.visible_to(ctx).get(kind="questionnaire_safety"),
            "questionnaire_signature": signature,
        }
    with as_owner():
        signature.save(force_insert=True)


def stage_assessment(stage: Stage) -> None:
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
    with transaction.atomic(), working_as(panel, "safeguarding") as ctx:
        assessing.record_third_party(
            ctx, person_id=person_id, about="Child", text="Kookaburraother", told_by="Council",
            told_on=clock.today(), basis_text="Stage",
        )  # fmt: skip


def stage_reports(stage: Stage) -> None:
    """R1 issued: to court by account, to others by hand and email. R2 a draft with a line."""
    _provision(stage)
    _drafts(stage)
    _issue_first(stage)


def _provision(stage: Stage) -> None:
    with transaction.atomic(), working_as(stage.members["support_engineer"]) as ctx:
        made = providing.add_line(
            ctx, line=Provision("Stage", "Stage", "Stage", clock.today(), clock.today())
        )
        stage.rows["provision_line"] = SimpleNamespace(pk=made.lines[0]["id"])


def _drafts(stage: Stage) -> None:
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


def _issue_first(stage: Stage) -> None:
    nurse, person = stage.members["clinician"], stage.known
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
    own_row(stage, hearing)
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


def stage_court(stage: Stage) -> None:
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


def stage_order(stage: Stage) -> None:
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


def stage_score(stage: Stage) -> None:
    """A result of a predictor that the clinician was told of."""
    facts = Facts(
        predictor="arp", predictor_version="Stage", kind="dynamic", percent=Decimal(41),
        assessed_on=clock.today(), assessed_by="Bilbyassessor", source="ndelius",
    )  # fmt: skip
    with transaction.atomic(), working_as(stage.members["clinician"]) as ctx:
        stage.rows["score"] = predicting.record_score(ctx, person_id=stage.known.pk, facts=facts)


def stage_suitability(stage: Stage) -> None:
    """Considered and answered by the clinician; it waits for somebody else to sign."""
    today = clock.today()
    with transaction.atomic(), working_as(stage.members["clinician"]) as ctx:
        row = settling.consider(
            ctx,
            person_id=stage.known.pk,
            pathway="mental-health-requirement",
            sentence_on=today + timedelta(days=21),
        )
        given = settling.Answered(said="no", why="Narwhalreason")
        settling.answer(ctx, suitability_id=row.pk, criterion="guilty", version=0, given=given)
        settling.put_in_sequence(
            ctx, suitability_id=row.pk, version=0, place="beside", why="Okapisequence"
        )
        stage.rows["suitability"] = settling.send_for_sign_off(
            ctx, suitability_id=row.pk, version=row.version
        )


def stage_message(stage: Stage) -> None:
    """A text that waits, to a number of the clinician's agency."""
    nurse = stage.members["clinician"]
    number = ContactMethod(
        person=stage.known, kind="mobile", value="07700 900123", canonical="07700900123",
        may_text=True, source="person", starts_on=clock.today(),
    )  # fmt: skip
    own_row(stage, number)
    with as_owner():
        number.save(force_insert=True)
    with transaction.atomic(), working_as(nurse) as ctx:
        words = {"day": clock.today() + timedelta(days=7), "time": "14:30"}
        stage.rows["message"] = texts.queue(
            ctx, stage.known.pk, kind="appointment_booked", words=words
        )
