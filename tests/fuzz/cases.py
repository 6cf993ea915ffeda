"""Cases: a damaged recording beside the one that it was, and what further choices follow from."""

import gzip
import random
import zlib
from base64 import b64encode
from pathlib import Path
from typing import NamedTuple

import brotli
import zstandard

from tests.fuzz.mutation import mutated_bytes, mutated_content, mutated_tree
from tests.fuzz.seeds import Seed, bodies, files, rare
from tests.redaction.exchange import Exchange
from tests.redaction.recorders import RECORDERS


class Case(NamedTuple):
    """What is tried."""

    original: bytes
    data: bytes
    choice: int
    """Which commands are run and what is edited follow from it."""
    kind: str = ""
    """What is damaged, to be counted."""

    def write(self, folder: Path) -> None:
        """Write it down, to be tried again."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "original").write_bytes(self.original)
        (folder / "cassette").write_bytes(self.data)
        (folder / "choice").write_text(str(self.choice))
        (folder / "kind").write_text(self.kind)


def read_case(folder: Path) -> Case:
    """Return a case that was written down; of one without an original or a choice, the simplest."""
    data = (folder / "cassette").read_bytes()
    original, choice, kind = (folder / name for name in ("original", "choice", "kind"))
    return Case(
        original.read_bytes() if original.exists() else data,
        data,
        int(choice.read_text()) if choice.exists() else 0,
        kind.read_text() if kind.exists() else "",
    )


def case_of(seed: int, number: int) -> Case:
    """Return a case; the same for the same numbers and the same seeds to begin with."""
    rng = random.Random(f"{seed}:{number}")
    chance = rng.random()
    kind = "bodies" if chance < 0.5 else "tree" if chance < 0.65 else "bytes"
    if kind == "bodies":
        original, data = _recorded_anew(rng)
    else:
        original = data = rng.choice(files())
        data = mutated_tree(data, rng) if kind == "tree" else data
    if data == original or rng.random() < 0.2:
        data = mutated_bytes(data, rng.choice(files()), rng)
    case = Case(original, data, rng.getrandbits(32), kind)
    return _in_a_pair(case, random.Random(f"pair:{seed}:{number}"))


def _in_a_pair(case: Case, rng: random.Random) -> Case:
    """Return a case, now and then beside another file than the one that it was."""
    chance = rng.random()
    if chance < 0.1:
        other, kind = _recorded_anew(rng)[1], "beside bodies"
    elif chance < 0.15:
        other, kind = mutated_bytes(case.original, case.data, rng), "beside bytes"
    elif chance < 0.2:
        other, kind = mutated_tree(case.original, rng), "beside a tree"
    else:
        return case
    return case._replace(original=other, kind=f"{case.kind} {kind}")


def _recorded_anew(rng: random.Random) -> tuple[bytes, bytes]:
    """Return a recording of some bodies, and the same of damaged ones."""
    seeds = [
        rng.choice(rare() if rng.random() < 0.2 else bodies())
        for _ in range(rng.choice((1, 1, 2, 3)))
    ]
    recorder, wrapping = rng.choice(list(RECORDERS)), rng.choice(list(_CODINGS))
    state = rng.getstate()
    original = _recorded(recorder, [_exchange(seed, wrapping, rng) for seed in seeds])
    rng.setstate(state)
    others = rng.choice(bodies()).content
    damaged = [
        seed._replace(
            content=mutated_content(seed.content, others, rng),
            request=mutated_content(seed.request, others, rng)
            if rng.random() < 0.3
            else seed.request,
        )
        for seed in seeds
    ]
    return original, _recorded(recorder, [_exchange(one, wrapping, rng, 0.3) for one in damaged])


def _recorded(recorder: str, exchanges: list[Exchange]) -> bytes:
    """Return a file of the recorder, or of one that can hold any bytes."""
    try:
        return RECORDERS[recorder](exchanges).encode()
    except (UnicodeError, TypeError, ValueError, AttributeError):
        return RECORDERS["ruby-base64"](exchanges).encode()


_CODINGS = {
    "": bytes,
    "identity": bytes,
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data, mtime=0)),
    "base64": b64encode,
    "nonsense": bytes,
}


def _exchange(seed: Seed, wrapping: str, rng: random.Random, damage: float = 0.0) -> Exchange:
    packed = _CODINGS[wrapping](seed.content)
    if wrapping and rng.random() < damage:
        packed = mutated_bytes(packed, seed.content, rng)
    return Exchange(
        url=seed.url, body=seed.request, answer=packed, kind=seed.kind, encoding=wrapping,
        got=[("set-cookie", "session=" + "a1B2" * 8), ("x-request-id", "req_1")],
        sent=[("authorization", "Bearer sk-proj-" + "a1B2" * 12)],
    )  # fmt: skip
