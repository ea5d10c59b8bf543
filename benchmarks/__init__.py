"""What the pipeline costs, measured on this machine: programs for people, run by `make bench`.

Owns no part of the product and is not installed with it.
"""
