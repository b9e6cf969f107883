from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "throughcare.rehearsal"
    label = "rehearsal"

    def ready(self) -> None:
        from throughcare.rehearsal import first_steps, walks

        first_steps.register()
        walks.register()
