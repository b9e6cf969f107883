"""What is typed about treatment."""
