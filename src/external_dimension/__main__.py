"""The commands of ``claimbook`` under this report's name: ``python -m external_dimension COMMAND``; --help lists them."""

import sys

from claimbook.__main__ import main

if __name__ == "__main__":
    sys.exit(main(package="external_dimension"))
