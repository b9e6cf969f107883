"""What the database holds of the court beside its tables."""
