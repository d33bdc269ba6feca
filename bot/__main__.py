"""`python -m bot` is `wenju`: both begin here, so that Ctrl-C is one line even while the program is being loaded."""

import sys


def main() -> int:
    """Load the command line and run it; the exit code of the contract."""
    try:
        from bot.cli import main as run  # noqa: PLC0415 - what takes a moment is loaded where an interruption is caught
    except KeyboardInterrupt:
        sys.stderr.write("wenju: interrupted; nothing was changed\n")
        return 130
    return run()


if __name__ == "__main__":
    sys.exit(main())
