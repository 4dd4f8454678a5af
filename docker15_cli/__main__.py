"""`python -m docker15_cli`."""

from docker15_cli.main import main

main()
