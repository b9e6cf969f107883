from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "throughcare.accounts"
    label = "accounts"

    def ready(self) -> None:
        from throughcare.accounts.database import install
        from throughcare.accounts.step_up import step_up
        from throughcare.core import registry

        registry.supply("step_up", step_up)

        registry.offer("database", "accounts", install.functions)
        registry.offer("database_last", "accounts", install.narrow)
