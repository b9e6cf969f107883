from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "throughcare.design"
    label = "design"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.design import words

        registry.supply("clock_words", words.clock)
