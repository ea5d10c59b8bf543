"""What a municipality needs to decide on an alert, and all that is known of one pupil."""
