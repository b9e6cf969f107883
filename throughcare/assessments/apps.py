from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "throughcare.assessments"
    label = "assessments"

    def ready(self) -> None:
        from throughcare.assessments import dues, journey_words, panels, referring, worklist
        from throughcare.core import registry
        from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab

        dues.register()
        journey_words.register()
        worklist.register()
        panels.register()
        referring.register()
        offer_menu(MenuEntry(_("Safety prompts"), "safety_prompts", 35, panels.sees_prompts))
        read = ("read", "clinical_detail")
        offer_tab(PersonTab("assessments", _("Assessments"), "assessments", 25, *read))
        offer_tab(PersonTab("safety_plan", _("Safety plan"), "safety_plan", 27, *read))
        others = "third_party_safeguarding"
        offer_tab(
            PersonTab(
                "other_people", _("Other people"), "other_people", 65, "read", others, lesser=True
            )
        )
        registry.offer(
            "add_to_record",
            "other_person",
            PersonTab(
                "other_person",
                _("Information about somebody else"),
                "other_people_new",
                60,
                "create",
                others,
            ),
        )
        for name, words, url, order in (
            ("assessment", _("Assessment"), "assessment_new", 20),
            ("safety_plan", _("Safety plan"), "safety_plan_write", 30),
            ("contact", _("Contact made about them"), "contact_new", 40),
            ("triage", _("Ask for a psychiatrist or an MHA assessment"), "triage_new", 50),
        ):
            tab = PersonTab(name, words, url, order, "create", "clinical_detail")
            registry.offer("add_to_record", name, tab)
