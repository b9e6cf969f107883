from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "throughcare.sharing"
    label = "sharing"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.sharing import access, caseload, frame, words
        from throughcare.sharing.database import install

        registry.supply("access", access)
        registry.supply("purposes", words.purposes)
        registry.offer("member_work", "caseload", caseload.CASELOAD)
        registry.offer("database", "sharing", install.functions)
        registry.offer("database_last", "policy", install.policy)
        words.tell_all()
        frame.offer()
