"""The pages of reports to the court."""
