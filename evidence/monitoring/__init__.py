"""Watching a service without fooling oneself: funnels, process charts, series, planned looks."""
