"""The child process that parses one file: `python -m bot.readers FORMAT LIMITS ENCODING`, bytes in on stdin, JSON out on stdout.

It confines itself before it imports the parser, and imports nothing that the format doesn't need.
"""

from __future__ import annotations

import importlib
import json
import sys
from contextlib import suppress

from bot.errors import SourceError
from bot.readers.values import Limits


def main(kind: str, limits: Limits, encoding: str | None) -> dict[str, object]:
    """Read stdin as this kind of file: `{"text", "pages", "encoding"}`, or `{"error"}` with the reason."""
    _confine(limits)
    try:
        data = sys.stdin.buffer.read()
        reading = importlib.import_module(f"bot.readers.{kind}").read(data, limits, encoding)
    except SourceError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"takes more than {limits.memory_bytes:,} bytes of memory; simplify it, or raise limit_memory_mb"}
    except ModuleNotFoundError as error:
        return {"error": f"reading {kind} needs {error.name}; install it, or install wenju again"}
    except Exception as error:  # noqa: BLE001 - a parser raises anything on a broken file
        said = "".join(character if character.isprintable() else "?" for character in str(error)[:100])
        return {"error": f"damaged, or not {kind} ({type(error).__name__}: {said}); open it in its program and save it again"}
    return {"text": reading.text, "pages": reading.pages, "encoding": reading.encoding}


def _confine(limits: Limits) -> None:
    """Bound memory and processor time of this process, and let it write no file; where the system can't, the parent's clock is left."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    seconds = int(limits.seconds) + 1
    for name, most in (("RLIMIT_AS", limits.memory_bytes), ("RLIMIT_CPU", seconds), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        allowed = resource.getrlimit(getattr(resource, name))[1]
        if allowed == resource.RLIM_INFINITY or most < allowed:
            with suppress(ValueError, OSError):  # macOS refuses some
                resource.setrlimit(getattr(resource, name), (most, most if name != "RLIMIT_CPU" else most + 1))


if __name__ == "__main__":
    answer = main(sys.argv[1], Limits(**json.loads(sys.argv[2])), sys.argv[3] or None)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
