"""The index on disk: write-once segments, one small manifest a generation, one atomic switch.

INDEX/CURRENT                    one line: the manifest in force and its sha256
INDEX/generations/00000012.json  which segments, what is removed from them, sums
INDEX/segments/00000012-1/       one sealed file, and the engine's files in engine/
INDEX/lock                       held by the one writer
"""

from bot.store.building import Cutter, Update
from bot.store.files import only_writer, writing
from bot.store.manifest import Manifest, Part, current, sweep
from bot.store.reading import ENGINE, Store, check_fingerprint, verify
from bot.store.segment import Analysed, Head, Segment, SourceRecord

__all__ = [
    "ENGINE",
    "Analysed",
    "Cutter",
    "Head",
    "Manifest",
    "Part",
    "Segment",
    "SourceRecord",
    "Store",
    "Update",
    "check_fingerprint",
    "current",
    "only_writer",
    "sweep",
    "verify",
    "writing",
]
