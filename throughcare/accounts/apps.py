from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "throughcare.accounts"
    label = "accounts"

    def ready(self) -> None:
        from throughcare.accounts.database import install
        from throughcare.core import registry

        registry.offer("database", "accounts", install.functions)
        registry.offer("database_last", "accounts", install.narrow)
