"""`python -m cli` is `naervaer`: how `naervaer up` starts its parts."""

from cli.main import main

main(prog_name="naervaer")
