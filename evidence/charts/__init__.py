"""Pictures with their tables: SVG without script, readable without seeing it."""

from evidence.charts.base import Figure, Table
from evidence.charts.comparison import love_plot, score_overlap
from evidence.charts.outcomes import forest, survival
from evidence.charts.service import change_scatter, change_table, funnel_plot, tornado_chart

__all__ = [
    "Figure",
    "Table",
    "change_scatter",
    "change_table",
    "forest",
    "funnel_plot",
    "love_plot",
    "score_overlap",
    "survival",
    "tornado_chart",
]
