"""How treatment is said on a page."""
