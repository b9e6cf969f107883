"""What people type about custody and screening."""
