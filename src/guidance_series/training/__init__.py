"""Training packs: which statements of an edition a session works with. Knows no files."""

from guidance_series.training.choice import MIXED, NoSuchPack, names, pack
from guidance_series.training.pack import Exercise, Pack, Pair, Said, Tells, code, short

__all__ = [
    "MIXED",
    "Exercise",
    "NoSuchPack",
    "Pack",
    "Pair",
    "Said",
    "Tells",
    "code",
    "names",
    "pack",
    "short",
]
