"""`python -m rvc_core`: the engine on the command line."""

import sys

from rvc_core.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
