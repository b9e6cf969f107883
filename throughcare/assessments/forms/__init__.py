"""What staff type about assessments, safety plans, contacts and triage."""
