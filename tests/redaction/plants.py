"""All types of fake secrets, and one of any type for a seed."""

import random
import re

from tests.redaction.characters import base64
from tests.redaction.plant import Plant
from tests.redaction.plant_credentials import CREDENTIALS
from tests.redaction.plant_keys import KEYS
from tests.redaction.plant_people import PEOPLE

PLANTS = {**KEYS, **CREDENTIALS, **PEOPLE}


def plant(kind: str, rng: random.Random) -> Plant:
    """Return a new fake secret of a type."""
    return PLANTS[kind](rng)._replace(type=kind)


def masked(secret: Plant) -> Plant:
    """Return what a perfect redaction would leave of a secret; the length is the same."""
    for core, letter in zip(secret.cores, "XYZ", strict=False):
        blank = re.sub("[A-Za-z0-9]", letter, core)
        words = (w.replace(core, blank) for w in secret.cores)
        head, *more = words
        secret = secret._replace(
            text=secret.text.replace(core, blank),
            value=secret.value.replace(core, blank),
            header_value=secret.header_value.replace(core, blank),
            core=head,
            also=tuple(more),
        )
    if secret.type == "basic":
        value = f"Basic {base64('somebody:' + secret.core)}"
        text = f"Authorization: {value}"
        secret = secret._replace(text=text, value=value, header_value=value)
    return secret
