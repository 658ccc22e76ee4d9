"""What students receive, derived from the solved assignment: the template and the bundle around it."""
