"""The ground of every page about one episode of a person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse

from throughcare.core.views import get_or_404
from throughcare.pathways import presenters
from throughcare.pathways.definition import Definition
from throughcare.pathways.models import Episode


class EpisodePage:
    """Fetches the episode of the address; ``own_only`` leaves other agencies' episodes absent."""

    own_only: ClassVar[bool] = False
    ctx: Any
    kwargs: Any
    group: Any
    person: Any
    episode: Episode
    definition: Definition | None

    def fetch(self) -> None:
        super().fetch()  # type: ignore[misc]
        rows = Episode.visible_to(self.ctx).filter(person_id__in=self.group)
        if self.own_only:
            rows = rows.filter(agency_id=self.ctx.agency_id)
        rows = rows.select_related("team__agency", "place")
        self.episode = get_or_404(rows, pk=self.kwargs["episode"])
        self.definition = presenters.definition_of(self.episode)
        self.ctx.shown.objects(self.episode.pk)

    def draft_subject(self) -> Any:
        return self.episode.pk

    def episode_url(self) -> str:
        return reverse("episode", args=[self.person.reference, self.episode.pk])

    def page_context(self) -> dict[str, Any]:
        shared: dict[str, Any] = super().page_context()  # type: ignore[misc]
        return shared | {"episode": self.episode, "episode_url": self.episode_url()}
