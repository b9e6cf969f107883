"""The Jinja2 environment of every page.

Two kinds of template meet here. Ours fail on anything undefined: a blank must never read as
"none". The design-system macros of nhsuk-frontend-jinja need chained look-ups that may come
to nothing. So each kind has its own environment; one loader hands a ``nhsuk/`` name to the
second, and both share their globals, filters and cache of translations.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import (
    BaseLoader,
    ChainableUndefined,
    Environment,
    PackageLoader,
    StrictUndefined,
    Template,
)

from throughcare.design import filters, shell

NHSUK = "nhsuk/"


class DesignLoader(BaseLoader):
    """Loads ``nhsuk/…`` from the package, in an environment of its own; the rest as given."""

    def __init__(self, ours: BaseLoader, nhsuk: Environment) -> None:
        self.ours = ours
        self.nhsuk = nhsuk

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if name.startswith(NHSUK):
            return self.nhsuk.get_template(name)
        return self.ours.load(environment, name, globals)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source = PACKAGE if template.startswith(NHSUK) else self.ours
        return source.get_source(environment, template)

    def list_templates(self) -> list[str]:
        return sorted({*self.ours.list_templates(), *PACKAGE.list_templates()})


PACKAGE = PackageLoader("nhsuk_frontend_jinja")


class OneGlobals(Environment):
    """An environment whose templates have its globals and none of their own.

    Jinja2 gives each template a chain of two dictionaries, and walks it name by name whenever a
    macro is imported: 85 times on a page with a form.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """For the OPTIONS of Django's Jinja2 backend, whose own options come in as they are."""
    loader = options.pop("loader")
    options |= {"autoescape": True, "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"]}
    options |= {"trim_blocks": True, "lstrip_blocks": True}
    ours = OneGlobals(**{**options, "undefined": StrictUndefined})
    nhsuk = OneGlobals(
        **{**options, "undefined": ChainableUndefined, "trim_blocks": False, "lstrip_blocks": False}
    )
    for each in (ours, nhsuk):
        _equip(each)
    nhsuk.loader = PACKAGE
    # The same dictionary: else Jinja2 builds each imported macro file anew on every page.
    nhsuk.globals = ours.globals
    ours.loader = DesignLoader(loader, nhsuk)
    return ours


def _equip(env: Environment) -> None:
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals |= {
        "static": static,
        "url": url,
        "language": translation.get_language,
        "empty_shell": shell.Shell,
        "has_errors": has_errors,
    }
    env.filters |= filters.FILTERS


def gettext(message: str) -> str:
    """The words in the language of the page: looked up once a language, not once a line."""
    return _told(translation.get_language(), message)


@lru_cache(maxsize=20_000)
def _told(_language: str | None, message: str) -> str:
    return translation.gettext(message)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named view."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def has_errors(*forms: Any) -> bool:
    """Whether any of these forms has something to put right."""
    return any(form is not None and form.errors for form in forms)
