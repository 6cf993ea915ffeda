"""Taking bodies out."""

import gzip

from tests.program import ROOT

from cassette_cli.document.files import open_cassette
from cassette_cli.document.sources import Source
from cassette_cli.operations.cat import Form, contents


def of(name, form, *, of_request=False):
    """Return the contents of the bodies of a sample."""
    path = ROOT / "samples" / name
    cassette = open_cassette(Source(name, path))
    assert cassette is not None
    return list(contents(cassette, form, of_request=of_request))


def test_raw_bodies_unpack_to_the_decoded_ones():
    """The gzip body: as sent, and opened."""
    raw, body = of("go-vcr.yaml", Form.RAW)[2], of("go-vcr.yaml", Form.BODY)[2]
    assert gzip.decompress(raw) == body
    assert body.startswith(b'{"id": "chatcmpl-AbC123"')


def test_bytes_come_out_as_they_are():
    """A sound is no text, in none of the recorders."""
    for name in ("go-vcr.yaml", "vcrpy.yaml", "ruby-vcr.yml"):
        assert of(name, Form.BODY)[3].endswith(bytes(range(256)))


def test_a_stream_is_joined():
    """What was said in pieces comes out in one."""
    assert of("ruby-vcr.yml", Form.TEXT)[1].startswith("The capital of France is Paris.")
