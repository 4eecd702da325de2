"""`python -m personal_assistant_train`: the train service on PORT."""

from __future__ import annotations

import sys

from .config import ConfigError, load_settings
from .embedder import BaseModelError, verified_checksums
from .logs import set_up_logging


def main() -> int:
    try:
        settings = load_settings()
        verified_checksums(settings.embedder_directory)
    except (ConfigError, BaseModelError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    set_up_logging(settings.log_level)

    import uvicorn

    from .app import create_app

    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
