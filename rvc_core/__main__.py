"""`python -m rvc_core`: the engine on the command line."""

import sys

from rvc_core.caches import give_caches_a_home

if __name__ == "__main__":
    give_caches_a_home()
    from rvc_core.cli import main

    sys.exit(main(sys.argv[1:]))
