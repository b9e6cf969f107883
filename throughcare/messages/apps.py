from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "throughcare.messages"
    # django.contrib.messages has the label "messages".
    label = "outbox"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.messages import database, dues, journey_words, worklist

        registry.offer("database", "messages", database.functions)
        dues.register()
        journey_words.register()
        worklist.register()
