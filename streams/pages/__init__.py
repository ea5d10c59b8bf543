"""The register as it is written: roll calls on pages of a class and month, and the entries beside them."""
