"""The index on disk: write-once segments, one small manifest a generation, one atomic switch.

INDEX/CURRENT                    one line: the manifest in force and its sha256
INDEX/generations/00000012.json  which segments, what is removed from them, sums
INDEX/segments/00000012-1/       one sealed file, and the engine's files in engine/
INDEX/lock                       held by the one writer
"""

from bot.store.building import Update, lacks_engine
from bot.store.files import only_writer, writing
from bot.store.manifest import Counts, Manifest, Part, current, rubbish, sweep
from bot.store.packing import Packed, pack
from bot.store.reading import ENGINE, Store, check_fingerprint, verify
from bot.store.segment import Analysed, Head, Segment, SourceRecord

__all__ = [
    "ENGINE",
    "Analysed",
    "Counts",
    "Head",
    "Manifest",
    "Packed",
    "Part",
    "Segment",
    "SourceRecord",
    "Store",
    "Update",
    "check_fingerprint",
    "current",
    "lacks_engine",
    "only_writer",
    "pack",
    "rubbish",
    "sweep",
    "verify",
    "writing",
]
