"""`python -m backend`: serve; `python -m backend admin …`: look after a server's data."""

import sys

if __name__ == "__main__":
    import warnings

    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()
    if sys.argv[1:2] == ["admin"]:
        from backend.admin import main

        sys.exit(main(sys.argv[2:]))

    import logging

    from backend.config import SettingsError, load_settings
    from backend.logs import configure_logging
    from backend.serve import serve

    configure_logging(logging.INFO)
    try:
        serve(load_settings())
    except (SettingsError, OSError) as error:
        print(f"Persona cannot start: {error}", file=sys.stderr)
        sys.exit(1)
