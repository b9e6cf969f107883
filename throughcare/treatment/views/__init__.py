"""Pages of treatment."""
