"""What each role must be answered, worked out from the compiled policy and the stage's links."""

from __future__ import annotations

from collections.abc import Callable

from tests.routes.addresses import Route
from tests.routes.stage import CALLED, ROLES, SHARED, purpose_of
from throughcare.core.access import CATEGORIES
from throughcare.sharing.policy import load
from throughcare.sharing.policy.vocabulary import BASES, RELATIONSHIPS

MASKED = ("read", "create", "amend")
#: The person's own yes on the stage: to whom, for what (sharing.actions.record_agreement).
AGREED = {"police_liaison", "court_officer", "probation_practitioner"}
AGREED_CATEGORIES = {"health_summary"}


def masks(who: str, action: str) -> dict[tuple[str, int, int], int]:
    kind, _links = ROLES[who]
    role = CALLED.get(who, who)
    return dict(load().masks(kind, role, purpose_of(who), action))


def has(who: str, action: str, category: str, *shares: str, linked: bool) -> bool:
    """Is there a cell of these shares that this role could use here?"""
    bit = 1 << CATEGORIES.index(category)
    links = {RELATIONSHIPS[name] for name in ROLES[who][1]}
    return any(
        mask & bit
        and share in shares
        and (kind in links or not linked)
        and _sharing_holds(who, category, share, basis)
        for (share, kind, basis), mask in masks(who, action).items()
    )


def _sharing_holds(who: str, category: str, share: str, basis: int) -> bool:
    if share == "agreed" and (is_trust(who) or category not in SHARED):
        return False
    if basis == BASES["none"]:
        return True
    return basis == BASES["explicit_consent"] and who in AGREED and category in AGREED_CATEGORIES


def is_trust(who: str) -> bool:
    return ROLES[who][0] == "nhs_provider"


def may_on_row(who: str, action: str, category: str) -> bool:
    """The action on a row of the known person; every such row is the trust's."""
    if is_trust(who):
        return has(who, action, category, "own", linked=True)
    return has(who, action, category, "open", "agreed", linked=True)


def may_in_general(who: str, action: str, category: str) -> bool:
    """A page about no one person: would any relationship do?"""
    return has(who, action, category, "own", "open", linked=False)


def may_on_person(who: str, action: str, category: str) -> bool:
    """A page about the known person, whoever keeps the row in the end."""
    if action in MASKED:
        return has(who, action, category, "own", "open", "agreed", linked=True)
    return has(who, action, category, "own", "open", linked=True)


#: What must hold beside the declared action, by route: ``absent unless`` first (404: the record
#: or row is hidden), then ``refused unless`` (403). Person pages always begin with ``person``.
#: A word is a test below; ``read:x`` and ``amend:x`` ask for a cell on the trust's own row.
RULES = """
route                    | absent unless                | refused unless
settings*                |                              | administrator
settings_member*         | trust                        | administrator
settings_request         | administrator                | administrator
settings_team            | trust                        | administrator
settings_team_cover*     | trust                        | administrator
settings_team_end        | trust                        | administrator
settings_place           | trust                        | administrator
settings_place_end       | trust                        | administrator
settings_agreement       | party                        | administrator
person_add               |                              | page find
person_compare           | twin                         | page
person_same_as           | twin                         | page
person_basics            |                              | page amend:identity
person_name_change       |                              | page amend:identity
person_name_end          |                              | page amend:identity
person_number_change     |                              | page amend:identity
person_number_end        |                              | page amend:identity
person_address_change    | read:contact_address         | page amend:contact_address
person_address_end       | read:contact_address         | page amend:contact_address
person_contact_change    | read:contact_address         | page amend:contact_address
person_contact_end       | read:contact_address         | page amend:contact_address
person_know_first_change | read:health_summary          | page amend:health_summary
person_know_first_end    | read:health_summary          | page amend:health_summary
person_adjustment_change | read:health_summary          | page amend:health_summary
person_adjustment_end    | read:health_summary          | page amend:health_summary
note                     | read:clinical_detail         | page
person_sharing_stop      | read:health_summary trust    | page
person_sharing_end_basis | read:health_summary trust    | page
person_limits_end        | grants                       | page
break_glass              |                              | emergency
break_glass_recorded     |                              | emergency
privacy                  |                              | reviewer
privacy_review           | opener_or_reviewer           | reviewer
custody                  | place                        | page
custody_add              | place                        | page
custody_entry            | place read:justice           | page
custody_entry_match      | place read:justice           | page
custody_entry_not_seen   | place read:justice           | page
custody_entry_unlink     | place read:justice           | page
custody_entry_left       | place read:justice           | page
custody_entry_youth      | place read:justice           | page
safety_prompt            | amend:health_summary trust   | page
screening_correct        | read:health_summary          | page
custody_advice_give      | read:health_summary trust    | page
screening_step           | read:health_summary trust    | page
custody_advice           | amend:health_summary         | page
appropriate_adult        | amend:health_summary         | page
person_document          | document                     | page
document_reader_new      | document                     | page trust
document_copy            | read:disclosed trust         | page
document_hand_over       | read:disclosed trust         | page
document_secure_email    | read:disclosed trust         | page
document_received        | read:disclosed trust         | page
read_document            | document                     | page
document_pdf             | document                     | page
report                   | read:clinical_detail trust   | page
report_part              | read:clinical_detail trust   | page
report_facts             | read:clinical_detail trust   | page
report_draft_pdf         | read:clinical_detail trust   | page
report_reader*           | read:clinical_detail trust   | page
report_account_new       | read:clinical_detail trust   | page
report_line*             | read:clinical_detail trust   | page
report_issue             | read:clinical_detail trust   | page
report_issued            | read:clinical_detail trust   | page
report_correct           | read:clinical_detail trust   | page
report_give_up           | read:clinical_detail trust   | page
questionnaire            | read:health_summary care | page
questionnaire_correct    | read:health_summary trust | page
questionnaire_take_back  | read:health_summary trust | page
questionnaire_prompt     | amend:health_summary trust   | page
assessment_after         | amend:health_summary         | page
assessment_prompt        | amend:health_summary trust   | page
assessment               | read:health_summary care     | page
assessment_safety        | read:health_summary trust    | page
assessment_area          | read:health_summary trust    | page
assessment_complete      | read:health_summary trust    | page
assessment_stop          | read:health_summary trust    | page
assessment_move          | author                       | page
assessment_look_again    | read:health_summary trust    | page
need                     | amend:clinical_detail        | page
safety_plan_copy         | read:clinical_detail trust   | page
safety_plan_print        | read:clinical_detail trust   | page
triage                   | read:health_summary care     | page
triage_follow            | read:health_summary trust    | page
data_quality             |                              | page numbers
today_pass               | nothing_chosen               | page
episode                  | read:health_summary          | page
episode_move             | read:health_summary trust    | page
episode_end              | read:health_summary trust    | page
episode_version          | read:health_summary trust    | page
episode_sign_off         | read:health_summary trust    | page
clock                    | read:health_summary trust    | page
pathway_sign             | lead                         | page
questionnaire_sign       | lead                         | page
scores                   |                              | page keeps_orders
score_new                |                              | page keeps_orders
score_ogrs3              |                              | page keeps_orders
score_correct            | amend:justice trust          | page keeps_orders
score_take_back          | amend:justice trust          | page keeps_orders
court_places             |                              | page health
court                    | court                        | page health
court_day                | court                        | page health
court_add                | court                        | page health
court_print              | court                        | page health
court_list_undo          | court trust                  | page health
court_entry              | court read:justice           | page health
court_entry_match        | court trust                  | page health
court_entry_not_seen     | court read:justice           | page health
court_entry_youth        | court trust                  | page health
court_entry_unlink       | court read:justice           | page health
court_requests           |                              | page requests
court_request            | court                        | page requests
court_request_new        | court                        | page requests
court_request_seen       | court                        | page health
court_request_withdraw   | court                        | page asker
person_court_request     |                              | page asks
court_feedback_new       |                              | page says_if_used
hearing_new              |                              | page works
hearing_outcome          | read:justice trust           | page
court_follow_up          | amend:health_summary         | page
suitability_new          |                              | page
suitability_answer       | amend:health_summary trust   | page
suitability_dates        | amend:health_summary trust   | page
suitability_sequence     | amend:health_summary trust   | page
suitability_willing      | amend:health_summary trust   | page
suitability_send         | amend:health_summary trust   | page
suitability_take_back    | amend:health_summary trust   | page
suitability_close        | amend:health_summary trust   | page
suitability_easy_read    | amend:health_summary trust   | page
suitability_sign         | amend:health_summary trust   | page signs
import_results*          |                              | page keeps_orders
import                   |                              | page health
import_check             |                              | page health
import_problems          |                              | page health
orders                   |                              | page keeps_orders
tablet_one               | read:health_summary trust    | page
tablet_help              | read:health_summary trust    | page
said                     | read:clinical_detail trust   | page
order_new                |                              | page keeps_orders
order_change             | amend:justice trust          | page
order_end                | amend:justice trust          | page
order_requirement*       | amend:justice trust          | page
order_review_new         | amend:justice trust          | page
order_review_end         | amend:justice trust          | page
support                  |                              | page supports
support_task             | amend:health_summary trust   | page supports
person_support           |                              | page supports
needs_check              |                              | page supports
support_new              |                              | page supports
person_support_task      | amend:health_summary trust   | page supports
support_reopen           | amend:health_summary trust   | page supports
support_activity_new     |                              | page supports
support_activity         | amend:health_summary trust   | page supports
person_plan              |                              | page plans
plan_print               |                              | page plans
plan_new                 |                              | page works
plan_words               | read:health_summary          | page works trust
plan_open                | read:health_summary          | page works trust
plan_send                | read:health_summary          | page works trust
plan_end                 | read:health_summary          | page works trust
plan_goal_new            | read:health_summary          | page works
plan_goal                | amend:health_summary trust   | page works
plan_line_new            | read:health_summary          | page plans
plan_line                | amend:health_summary trust   | page works
plan_progress            | amend:health_summary trust   | page works
plan_sign                | read:health_summary          | page works
plan_driver_new          | read:health_summary          | page works
plan_driver              | amend:health_summary trust   | page works
plan_resource_new        | read:health_summary          | page works
plan_resource            | amend:health_summary trust   | page works
roadmap                  |                              | page supports
roadmap_print            |                              | page supports
roadmap_pdf              |                              | page supports
roadmap_new              |                              | page works
roadmap_give             |                              | page works
roadmap_step             | amend:health_summary trust   | page works
roadmap_say              | amend:health_summary trust   | page works
outbox                   |                              | page care
person_messages          |                              | page care
person_text*             |                              | page care
message_told             | read:health_summary trust    | page care
appointments             |                              | page meets
appointment_new          |                              | page gives_care
appointment              | read:health_summary          | page
probation_appointment_new |                             | page officer
probation_appointment    | officer                      | page
probation_appointment_move | officer                    | page
appointment_move         | amend:health_summary trust   | page
order_attendance         | read:justice                 | page
statement_new            | read:justice                 | page gives_care
absence_new              | read:justice                 | page officer
absence_warn             | officer                      | page
absence_refer            | officer                      | page
absence_reconsider       | officer                      | page
order_working_new        | read:justice                 | page keeps_orders
order_working            | read:justice                 | page
update_new               |                              | page asks_officer
update                   | read:justice                 | page
update_remind            | read:justice                 | page trust
update_close             | read:justice                 | page trust
treatment_new            |                              | page care
treatment_begin          | amend:health_summary trust   | page
treatment_session_new    | amend:health_summary trust   | page
treatment_session        | read:health_summary trust    | page
treatment_check_in       | amend:health_summary trust   | page
treatment_hand_over_new  | amend:health_summary trust   | page
treatment_supervision    | amend:health_summary trust   | page
treatment_end            | amend:health_summary trust   | page
treatment_follow_up      | amend:health_summary trust   | page
treatment_letter_new     | amend:health_summary trust   | page
treatment_hand_over      | amend:clinical_detail trust  | page
treatment_letter         | amend:clinical_detail trust  | page
treatment_letter_issue   | amend:clinical_detail trust  | page
treatment_letter_drop    | amend:clinical_detail trust  | page
treatment_letter_correct | amend:clinical_detail trust  | page
sessions*                |                              | page treats
sessions_group           | team                         | page treats
sessions_group_follow    | team                         | page treats
sessions_group_join      | team                         | page treats
sessions_meeting_new     | team                         | page treats
sessions_meeting         | team                         | page treats
sessions_meeting_change  | team                         | page treats
sessions_group_leave     | amend:health_summary team    | page treats
settings_team_treats     | trust                        | administrator
settings_provision_line  | trust                        | administrator
figures_coverage         |                              | commissioner
referral_new             |                              | page gives_care
transfer_new             |                              | page gives_care
transfer_ask             |                              | page gives_care
signpost_new             |                              | page gives_care
referral                 | read:disclosed trust         | page
referral_seen            | read:disclosed trust         | page
referral_sent            | read:disclosed trust         | page
referral_paper           | read:disclosed trust         | page
referral_withdraw        | read:disclosed trust         | page
referral_answer          | read:disclosed trust         | page
referral_heard           | read:disclosed trust         | page
referrals                |                              | page gives_care
referral_of              | sent_or_sender               | page gives_care
referral_reply           | sent_or_sender               | page answers
referral_acknowledge     | sent_or_sender               | page answers
referral_came            | sent_or_sender               | page answers
referral_first           | sent_or_sender               | page answers
referral_assign          | sent_or_sender               | page answers
referral_end             | sent_or_sender               | page answers
service_new              |                              | administrator
services_import          |                              | administrator
service_change           |                              | keeper
service_checked          |                              | keeper
service_close            |                              | keeper
"""


ADMINISTRATORS = {"support_engineer"}
COVERS_THE_SUITE = {
    "clinician",
    "panel_member",
    "practitioner",
    "supervisor",
    "admin",
    "police_liaison",
}
HEALTH = {"clinician", "panel_member", "practitioner", "supervisor", "admin", "link_worker"}
COVERS_THE_COURT = {
    "clinician",
    "panel_member",
    "practitioner",
    "supervisor",
    "admin",
    "court_officer",
}


def rule_of(name: str) -> tuple[list[str], list[str]]:
    """The words of a route; the last line of the table that fits its name holds."""
    found: tuple[list[str], list[str]] = ([], ["page"])
    for line in RULES.strip().splitlines()[1:]:
        pattern, absent, refused = (part.strip() for part in line.split("|"))
        if pattern == name or (pattern.endswith("*") and name.startswith(pattern[:-1])):
            found = (absent.split(), refused.split())
    return found


def expected(who: str, route: Route) -> int:
    """404, 403, or 200 for whatever answers somebody who may."""
    absent, refused = rule_of(route.name)
    if route.is_about_a_person or route.name == "note":
        absent = ["read:identity", *absent]
    if not all(holds(word, who, route) for word in absent):
        return 404
    return 200 if all(holds(word, who, route) for word in refused) else 403


def holds(word: str, who: str, route: Route) -> bool:
    action, _, category = word.partition(":")
    if category:
        return may_on_row(who, action, category)
    return TESTS[word](who, route)


def page(who: str, route: Route) -> bool:
    """The action and category that the view declares."""
    if not route.category:
        return True
    if route.is_about_a_person or route.name == "note":
        return may_on_person(who, route.action, route.category)
    return may_in_general(who, route.action, route.category)


def emergency(who: str, _route: Route) -> bool:
    links = RELATIONSHIPS["break_glass"]
    found = masks(who, "read").items()
    return any(kind == links and mask & 1 for (_s, kind, _b), mask in found)


def reviewer(who: str, _route: Route) -> bool:
    return has(who, "read", "audit", "own", linked=False) and "sar_handler" in ROLES[who][1]


TESTS: dict[str, Callable[[str, Route], bool]] = {
    "page": page,
    "emergency": emergency,
    "reviewer": reviewer,
    "opener_or_reviewer": lambda who, route: who == "clinician" or reviewer(who, route),
    "administrator": lambda who, _: who in ADMINISTRATORS,
    "trust": lambda who, _: is_trust(who),
    # The contract of the stage is between the trust and the commissioner.
    "party": lambda who, _: is_trust(who) or who == "manager",
    "place": lambda who, _: who in COVERS_THE_SUITE,
    # Other agencies outside care read no row of it, whatever they agreed.
    "care": lambda who, _: ROLES[who][0] in ("nhs_provider", "charity_provider"),
    "author": lambda who, _: who == "clinician",
    "twin": lambda who, _: (
        who in {"clinician", "panel_member", "practitioner", "supervisor", "admin"}
    ),
    "find": lambda who, _: may_in_general(who, "find", "identity"),
    # The clinician of the stage is the clinical lead who was asked.
    "lead": lambda who, _: who == "clinician",
    "grants": lambda who, _: is_trust(who) and may_on_person(who, "grant", "identity"),
    "numbers": lambda who, _: who == "privacy_officer",
    # Of the author's team, or named as a reader of it.
    "document": lambda who, _: (
        who == "court_officer" or (is_trust(who) and may_on_row(who, "read", "disclosed"))
    ),
    "nothing_chosen": lambda _who, _route: False,
    "court": lambda who, _: who in COVERS_THE_COURT,
    "health": lambda who, _: who in HEALTH,
    "requests": lambda who, _: who in HEALTH | {"court_officer", "probation_practitioner"},
    # Court staff and probation ask; from a record, only about whom they may know.
    "asks": lambda who, _: who in {"court_officer", "probation_practitioner"},
    "asker": lambda who, _: who == "court_officer",
    "works": lambda who, _: may_on_person(who, "create", "health_summary"),
    # An administrator sees attendance and no other summary.
    "supports": lambda who, _: who in HEALTH - {"admin"},
    "plans": lambda who, _: who in HEALTH - {"admin"} | {"probation_practitioner"},
    # Who treats or supervises; police and court staff have cells of the category for their own.
    "keeps_orders": lambda who, _: (
        ROLES[who][0] in ("nhs_provider", "charity_provider", "probation")
    ),
    # Of the team that runs the group.
    "team": lambda who, _: who in COVERS_THE_SUITE and is_trust(who),
    # To treat or to supervise, not to answer requests for a record.
    "treats": lambda who, _: who != "privacy_officer" and who in HEALTH,
    "gives_care": lambda who, _: who in HEALTH,
    "officer": lambda who, _: who == "probation_practitioner",
    "says_if_used": lambda who, _: ROLES[who][0] in ("court", "nhs_provider", "charity_provider"),
    "asks_officer": lambda who, _: ROLES[who][0] in ("court", "nhs_provider", "charity_provider"),
    "meets": lambda who, _: who in HEALTH | {"probation_practitioner"},
    # The role that the pathway names; the clinician of the stage sent it.
    "signs": lambda who, _: who == "supervisor",
    "commissioner": lambda who, _: who == "manager",
    # The charity's worker sent it to the trust's team; a named reader reads for direct care.
    "sent_or_sender": lambda who, _: (
        who in {"clinician", "practitioner", "supervisor", "admin", "link_worker"}
    ),
    "answers": lambda who, _: who in {"clinician", "practitioner", "supervisor"},
    "keeper": lambda who, _: who in {"clinician", "support_engineer"},
}
