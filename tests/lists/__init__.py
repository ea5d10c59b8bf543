"""What is open at a school when a deadline has passed: acceptance and properties."""
