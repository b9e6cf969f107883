"""Every way in which words leave the product. A new one is added here with its test, or fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Channel:
    """One kind of answer.

    content_type  what the answer says it is; "" when it has no body;
    routes        names of the routes that may answer so; none named: every route.
    """

    name: str
    content_type: str
    routes: frozenset[str] = frozenset()


PAGE = Channel("page", "text/html; charset=utf-8")
CHANNELS = (
    PAGE,
    Channel(
        "print",
        PAGE.content_type,
        frozenset(
            {
                "court_print", "person_sharing_print", "safety_plan_print",
                "suitability_easy_read", "today_print",
                "plan_print", "roadmap_print",
            }
        ),
    ),
    # What the autosave is answered: a time, never what was typed.
    Channel(
        "draft",
        "application/json",
        frozenset(
            {
                "assessment_area", "assessment_look_again", "assessment_prompt",
                "assessment_safety", "contact_new", "safety_plan_write", "triage_follow",
                "triage_new",
                "document_hand_over", "document_reader_new", "document_received",
                "document_secure_email",
                "report", "report_account_new", "report_correct", "report_facts",
                "report_give_up", "report_line", "report_line_new", "report_part",
                "report_reader", "report_reader_new",
                "appointment_new", "probation_appointment_new",
                "order_working_new", "update", "update_new",
                "court_add", "court_advice_new", "court_entry", "court_request_new",
                "hearing_outcome",
                "custody_add", "custody_entry", "custody_advice_give", "note_new",
                "order_new", "order_requirement_new",
                "referral_new", "referral_reply", "transfer_ask", "transfer_new",
                "suitability_answer", "suitability_sign", "suitability_willing",
                "treatment_session", "treatment_check_in", "treatment_hand_over_new",
                "treatment_supervision", "treatment_end", "treatment_follow_up",
                "treatment_letter", "treatment_letter_correct", "sessions_meeting",
                "needs_check", "support_new", "support_activity_new", "roadmap_new",
                "plan_new", "plan_goal_new", "plan_line_new",
                "person_add", "person_sharing_ask", "person_taking_part", "person_willingness",
                "questionnaire_new", "questionnaire_prompt", "safety_prompt", "screening_correct",
                "screening_new", "settings_agreement_new", "settings_person_add", "score_new",
            }
        ),
    ),
    # A file named by its reference: a document as issued, or a draft that says so in words.
    Channel(
        "pdf",
        "application/pdf",
        frozenset({"document_pdf", "report_draft_pdf", "roadmap_pdf"}),
    ),
    # The directory of services, which names nobody who is referred; and what is wrong with a file
    # that waits to be taken in, by its place, naming nobody.
    Channel(
        "csv",
        "text/csv",
        frozenset({"services_export", "import_problems", "import_results_problems"}),
    ),
    # What is available locally: services, no people.
    Channel("toml", "application/toml", frozenset({"settings_provision_toml"})),
    Channel("security contact", "text/plain; charset=utf-8", frozenset({"security_txt"})),
)  # fmt: skip
#: What is saved as a file, and says so.
FILES = {"application/pdf", "application/toml", "text/csv"}
#: Not answers of a route of its own: each is tested by name, the file that `throughcare
#: matchable` writes in throughcare/exchange/tests/test_matchable.py.
OTHERS = ("redirect", "error page", "log", "static file", "text", "file of flags")


def is_known(route: str, content_type: str) -> bool:
    """May this route answer in this way?"""
    return any(
        channel.content_type == content_type and (not channel.routes or route in channel.routes)
        for channel in CHANNELS
    )


def is_registered(route: str, response: Any) -> bool:
    """Is this answer of a kind that its route may give, and named a file exactly if it is one?"""
    if response.streaming or response.status_code >= 500:
        return False
    if not response.content:
        return True
    kind = response.headers["Content-Type"]
    return is_known(route, kind) and ("Content-Disposition" in response.headers) == (kind in FILES)
