"""One alert told to a person."""
