"""What programs send and receive, as the description of the interface says it."""
