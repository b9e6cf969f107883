"""What the database does for groups beside its tables."""
