from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "throughcare.people"
    label = "people"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.people import dues, menus, quality, told
        from throughcare.people.views import PersonView

        told.register()
        dues.register()
        quality.register()
        menus.register()
        # Lower folders have pages about a person too: who opened the record.
        registry.supply("person_view", PersonView)
