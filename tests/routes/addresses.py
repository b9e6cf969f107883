"""Every address of the product on the stage, found by walking the resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.routes.stage import Stage, nobody
from throughcare.core import clock

#: Which row of the stage a part of an address points at, by route and name of the part; a route
#: that needs a row and is not here fails the walk.
ROWS = {
    "settings_member": {"id": "colleague"},
    "settings_member_role": {"id": "colleague"},
    "settings_member_work": {"id": "colleague"},
    "settings_member_code": {"id": "colleague"},
    "settings_member_end": {"id": "colleague"},
    "settings_request": {"id": "request"},
    "settings_team": {"id": "team"},
    "settings_team_cover": {"id": "team"},
    "settings_team_cover_drop": {"id": "team", "place": "custody_place"},
    "settings_team_end": {"id": "empty_team"},
    "settings_place": {"id": "own_place"},
    "settings_place_end": {"id": "own_place"},
    "settings_agreement": {"agreement_id": "other_contract"},
    "person_name_change": {"row": "name"},
    "person_name_end": {"row": "name"},
    "person_number_change": {"row": "number"},
    "person_number_end": {"row": "number"},
    "person_address_change": {"row": "address"},
    "person_address_end": {"row": "address"},
    "person_contact_change": {"row": "contact"},
    "person_contact_end": {"row": "contact"},
    "person_know_first_change": {"row": "know_first"},
    "person_know_first_end": {"row": "know_first"},
    "person_adjustment_change": {"row": "adjustment"},
    "person_adjustment_end": {"row": "adjustment"},
    "person_same_as": {"decision": "same_as"},
    "note": {"note": "note"},
    "person_sharing_stop": {"agreement_id": "agreement"},
    "person_sharing_end_basis": {"basis_id": "basis"},
    "person_sharing_end_link": {"link_id": "link"},
    "privacy_review": {"opening_id": "opening"},
    "custody_entry": {"entry": "entry"},
    "custody_entry_match": {"entry": "waiting"},
    "custody_entry_not_seen": {"entry": "entry"},
    "custody_entry_unlink": {"entry": "entry"},
    "custody_entry_left": {"entry": "entry"},
    "custody_entry_youth": {"entry": "child"},
    "safety_prompt": {"due": "due"},
    "screening": {"screen": "screen"},
    "screening_correct": {"screen": "screen"},
    "custody_advice_give": {"screen": "screen"},
    "screening_step": {"screen": "screen"},
    "custody_advice": {"advice": "advice"},
    "appropriate_adult": {"adult": "adult"},
    "episode": {"episode": "episode"},
    "episode_move": {"episode": "episode"},
    "episode_end": {"episode": "episode"},
    "episode_version": {"episode": "episode"},
    "clock": {"episode": "episode", "clock": "follow_up"},
    "episode_sign_off": {"episode": "episode", "clock": "sign_off"},
    "pathway_sign": {"row": "signature"},
    "questionnaire_sign": {"row": "questionnaire_signature"},
    "score_correct": {"score": "score"},
    "score_take_back": {"score": "score"},
    "questionnaire": {"administration": "questionnaire"},
    "questionnaire_correct": {"administration": "questionnaire"},
    "questionnaire_take_back": {"administration": "questionnaire"},
    "questionnaire_prompt": {"due": "questionnaire_due"},
    "assessment_after": {"screen": "screen"},
    "assessment_prompt": {"due": "assessment_due"},
    "assessment": {"assessment": "assessment"},
    "assessment_safety": {"assessment": "assessment"},
    "assessment_area": {"assessment": "assessment"},
    "assessment_complete": {"assessment": "assessment"},
    "assessment_stop": {"assessment": "assessment"},
    "assessment_move": {"assessment": "assessment"},
    "assessment_look_again": {"assessment": "assessment"},
    "need": {"need": "need"},
    "safety_plan_copy": {"plan": "plan"},
    "safety_plan_print": {"plan": "plan"},
    "triage": {"triage": "triage"},
    "triage_follow": {"triage": "triage"},
    "person_document": {"document": "document"},
    "read_document": {"document": "document"},
    "document_pdf": {"document": "document"},
    "document_reader_new": {"document": "document"},
    "document_copy": {"delivery": "copy_by_hand"},
    "document_hand_over": {"delivery": "copy_by_hand"},
    "document_secure_email": {"delivery": "copy_by_email"},
    "document_received": {"delivery": "copy_by_email"},
    "report_reader": {"reader": "report_reader"},
    "report_line": {"line": "report_line"},
    # The day at court.
    "court_list_undo": {"list": "court_list"},
    "court_entry": {"entry": "court_entry"},
    "court_entry_match": {"entry": "court_waiting"},
    "court_entry_not_seen": {"entry": "court_entry"},
    "court_entry_youth": {"entry": "court_child"},
    "court_entry_unlink": {"entry": "court_entry"},
    "court_request": {"asked": "court_request"},
    "court_request_seen": {"asked": "court_request"},
    "court_request_withdraw": {"asked": "court_request"},
    "hearing_outcome": {"hearing": "hearing"},
    "court_follow_up": {"follow_up": "court_follow_up"},
    "suitability_dates": {"suitability": "suitability"},
    "suitability_answer": {"suitability": "suitability"},
    "suitability_sequence": {"suitability": "suitability"},
    "suitability_willing": {"suitability": "suitability"},
    "suitability_send": {"suitability": "suitability"},
    "suitability_take_back": {"suitability": "suitability"},
    "suitability_sign": {"suitability": "suitability"},
    "suitability_close": {"suitability": "suitability"},
    "suitability_easy_read": {"suitability": "suitability"},
    "tablet_one": {"handover": "tablet"},
    "tablet_help": {"handover": "tablet"},
    "said": {"said": "said"},
    "order_change": {"order": "order"},
    "order_end": {"order": "order"},
    "order_requirement_new": {"order": "order"},
    "order_review_new": {"order": "order"},
    "order_requirement": {"requirement": "requirement"},
    "order_requirement_end": {"requirement": "requirement"},
    "order_review_end": {"review": "order_review"},
    "support_task": {"task": "support_task"},
    "person_support_task": {"task": "support_task"},
    "support_reopen": {"task": "support_ended"},
    "support_activity": {"activity": "support_activity"},
    "plan_goal": {"key": "plan_goal"},
    "plan_line": {"key": "plan_line"},
    "plan_progress": {"key": "plan_line"},
    "plan_sign": {"party": "plan_party"},
    "plan_driver": {"driver": "plan_driver"},
    "plan_resource": {"resource": "plan_resource"},
    "roadmap_step": {"step": "roadmap_step"},
    "roadmap_say": {"step": "roadmap_step"},
    "referral": {"referral": "referral"},
    "referral_sent": {"referral": "referral"},
    "referral_seen": {"referral": "referral"},
    "referral_paper": {"referral": "referral"},
    "referral_withdraw": {"referral": "referral"},
    "referral_answer": {"referral": "referral"},
    "referral_heard": {"referral": "referral"},
    "referral_of": {"referral": "referral_to_us"},
    "referral_reply": {"referral": "referral_to_us"},
    "referral_acknowledge": {"referral": "referral_to_us"},
    "referral_came": {"referral": "referral_to_us"},
    "referral_first": {"referral": "referral_to_us"},
    "referral_assign": {"referral": "referral_to_us"},
    "referral_end": {"referral": "referral_to_us"},
    "message_told": {"message": "message"},
    "appointment": {"appointment": "appointment"},
    "treatment_begin": {"programme": "treatment_waiting"},
    "treatment_session_new": {"programme": "treatment"},
    "treatment_check_in": {"programme": "treatment"},
    "treatment_hand_over_new": {"programme": "treatment"},
    "treatment_supervision": {"programme": "treatment"},
    "treatment_end": {"programme": "treatment"},
    "treatment_hand_over": {"hand_over": "treatment_hand_over"},
    "treatment_follow_up": {"follow_up": "treatment_follow_up"},
    "treatment_letter_new": {"programme": "treatment_ended"},
    "treatment_letter": {"letter": "treatment_letter"},
    "treatment_letter_issue": {"letter": "treatment_letter"},
    "treatment_letter_drop": {"letter": "treatment_letter"},
    "treatment_letter_correct": {"letter": "treatment_letter_issued"},
    "settings_team_treats": {"id": "team"},
    "settings_provision_line": {"id": "provision_line"},
    "sessions_group": {"group": "treatment_group"},
    "sessions_group_follow": {"group": "treatment_group"},
    "sessions_group_join": {"group": "treatment_group"},
    "sessions_meeting_new": {"group": "treatment_group"},
    "sessions_group_leave": {"place": "treatment_place"},
    "sessions_meeting": {"meeting": "treatment_meeting"},
    "sessions_meeting_change": {"meeting": "treatment_meeting"},
    "appointment_move": {"appointment": "appointment"},
    "order_attendance": {"order": "order"},
    "statement_new": {"order": "order"},
    "absence_new": {"order": "order", "appointment": "missed_appointment"},
    "absence_warn": {"absence": "absence"},
    "absence_refer": {"absence": "absence"},
    "absence_reconsider": {"absence": "absence"},
    "order_working_new": {"order": "order"},
    "order_working": {"review": "order_working"},
    "update": {"update": "update_request"},
    "update_remind": {"update": "update_request"},
    "update_close": {"update": "update_request"},
    "probation_appointment": {"appointment": "officers_appointment"},
    "probation_appointment_move": {"appointment": "officers_appointment"},
}

#: Pages about a report that was issued.
ISSUED = {"report_issued", "report_correct"}


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver."""

    name: str
    pattern: str
    parts: tuple[str, ...]
    view: type

    @property
    def action(self) -> str:
        return str(getattr(self.view, "action", ""))

    @property
    def category(self) -> str:
        return str(getattr(self.view, "category", ""))

    @property
    def is_about_a_person(self) -> bool:
        return "ref" in self.parts

    def url(self, stage: Stage, ref: str = "", *, absent: bool = False) -> str:
        """The address on the stage; ``absent`` points every row at an id that nothing has."""
        return reverse(self.name, kwargs=self._kwargs(stage, ref, absent))

    def _kwargs(self, stage: Stage, ref: str, absent: bool) -> dict[str, Any]:
        rows = ROWS.get(self.name, {})
        plain = {
            "ref": ref or stage.known.reference,
            "other": stage.twin.reference,
            "slug": self._slug(stage, absent),
            "on": clock.today(),
            "question": "religion",
            "place": 1,
            "criterion": "no-such-question" if absent else "guilty",
            "step": "assess",
            "area": "housing",
            "instrument": "phq-9",
            "which": "excluded",
            "user_id": str(stage.rows["stranger"].user_id),
            "batch": nobody(),
            "pathway": "custody-liaison-and-diversion",
            "name": "follow_up_after",
            "code": "no-such-code",
            "to": "officer",
            "q": 1,
            "key": "safety" if self.name == "report_part" else "no-such-key",
            # R1 is issued, R2 is a draft.
            "number": 99 if absent else 1 if self.name in ISSUED else 2,
        }
        found = {}
        for part in self.parts:
            if part in rows:
                found[part] = nobody() if absent else _row(stage, rows[part])
            else:
                found[part] = plain[part]
        return found

    def _slug(self, stage: Stage, absent: bool) -> str:
        if self.name.startswith("service"):
            return "no-such-service" if absent else str(stage.rows["service"].slug)
        return (stage.court if self.name.startswith("court") else stage.place).slug


def _row(stage: Stage, name: str) -> Any:
    return stage.place.pk if name == "custody_place" else stage.rows[name].pk


def routes() -> list[Route]:
    """All of them, in the order of the resolver."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for each in patterns:
        text = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, text)
            continue
        view = getattr(each.callback, "view_class", None)
        parts = tuple(each.pattern.regex.groupindex)
        assert each.name, f"{text} has no name"
        assert view is not None, f"{text} is not a class: it cannot declare what it does"
        yield Route(each.name, text, parts, view)
