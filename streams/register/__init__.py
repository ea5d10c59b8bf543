"""The register as it is read: which marks win, where pupils belong, and who came from or went to other schools."""
