"""Account data and personal data: who pays, who records, and on which machine."""

import json
import random
from collections.abc import Callable

from tests.redaction.characters import name, run, uuid
from tests.redaction.plant import ACCOUNT, ALONE, FIELD, NAMED, PERSONAL, Plant


def _id(kind: str, prefix: str, core: str, header: str, field: str) -> Plant:
    value = prefix + core
    return Plant(kind, ACCOUNT, value, core, value, field, header, value if header else "")


def _by_name(kind: str, core: str, header: str, field: str) -> Plant:
    """Return an id that only its header or member gives away."""
    return Plant(kind, ACCOUNT, "", core, core, field, header, core if header else "", FIELD)


def company(rng: random.Random) -> str:
    """Return a name as organizations, resources and projects have it."""
    return f"{name(rng)}-{run('l', 6, rng)}"


def account(rng: random.Random) -> str:
    """Return the twelve digits of an account."""
    return run("d", 12, rng)


def arn(rng: random.Random) -> Plant:
    """Return the name of a resource, with the account in it."""
    core = account(rng)
    value = rng.choice(
        ["arn:aws:bedrock:us-east-1:{}:inference-profile/us.anthropic.claude-haiku-4-5",
         "arn:aws:sts::{}:assumed-role/recorder/session",
         "arn:aws:iam::{}:role/bedrock-recorder"]
    ).format(core)  # fmt: skip
    return Plant("arn", ACCOUNT, value, core, value, "resource_arn")


def ecr_host(rng: random.Random) -> Plant:
    """Return a registry whose host begins with the account."""
    core = account(rng)
    value = f"{core}.dkr.ecr.eu-west-1.amazonaws.com/agent:latest"
    return Plant("ecr-host", ACCOUNT, value, core, value, "image")


def gcp_project(rng: random.Random) -> Plant:
    """Return a call of Vertex, with the project in its path."""
    core = company(rng)
    value = (
        f"https://us-central1-aiplatform.googleapis.com/v1/projects/{core}/locations/us-central1"
        "/publishers/google/models/gemini-2.5-flash:generateContent"
    )
    return Plant("gcp-project", ACCOUNT, value, core, value, "endpoint")


def gcp_number(rng: random.Random) -> Plant:
    """Return the same with the project's number."""
    core = account(rng)
    value = f"projects/{core}/locations/us-central1/reasoningEngines/77"
    return Plant("gcp-number", ACCOUNT, value, core, value, "resource_name")


def azure_host(rng: random.Random) -> Plant:
    """Return a call of Azure, whose host is the customer's resource."""
    core = f"{company(rng)}-eastus2"
    host = rng.choice(["openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com"])
    value = f"https://{core}.{host}/openai/deployments/gpt-4o/chat/completions"
    return Plant("azure-host", ACCOUNT, value, core.removesuffix("-eastus2"), value, "endpoint")


def azure_subscription(rng: random.Random) -> Plant:
    """Return the path of a resource in Azure."""
    core = uuid(rng)
    value = f"/subscriptions/{core}/resourceGroups/rg/providers/Microsoft.CognitiveServices"
    return Plant("azure-subscription", ACCOUNT, value, core, value, "resource_id")


def crn(rng: random.Random) -> Plant:
    """Return the name of a resource at IBM, with the account in it."""
    core = run("h", 32, rng)
    value = f"crn:v1:bluemix:public:pm-20:us-south:a/{core}:{uuid(rng)}::"
    return Plant("crn", ACCOUNT, value, core, value, "crn")


def email(rng: random.Random) -> Plant:
    """Return an address; its domain may stay."""
    core = f"{name(rng, 3)}.{name(rng, 3)}{rng.randint(10, 99)}"
    value = f"{core}@{name(rng, 3)}.{rng.choice(['io', 'de', 'dev', 'co.uk'])}"
    return Plant("email", PERSONAL, value, core, value, "email", "From", value)


def trailer(rng: random.Random) -> Plant:
    """Return the last line of a commit message."""
    plant = email(rng)
    text = f"Co-Authored-By: Someone <{plant.value}>"
    return plant._replace(type="git-trailer", text=text, header="", header_value="")


def home(form: str, rng: random.Random) -> Plant:
    """Return a path that begins with a user's name."""
    core = name(rng)
    value = form.format(core)
    return Plant("", PERSONAL, value, core, value, "path")


def machine(form: str, rng: random.Random) -> Plant:
    """Return what a computer is called."""
    word = name(rng)
    value = form.format(word, word.capitalize())
    core = value.partition("s-MacBook")[0].removeprefix("DESKTOP-")
    header = json.dumps({"lang": "python", "uname": f"Linux {value} 6.8.0-45-generic x86_64"})
    kind = NAMED if value == core else ALONE
    text = f"hostname={value}" if kind == NAMED else value
    place = "X-Stripe-Client-User-Agent"
    return Plant("", PERSONAL, text, core, value, "hostname", place, header, kind)


PEOPLE: dict[str, Callable[[random.Random], Plant]] = {
    "openai-organization": lambda r: _id(
        "", "org-", run("a", 24, r), "OpenAI-Organization", "organization_id"
    ),
    "openai-project-id": lambda r: _id("", "proj_", run("a", 24, r), "OpenAI-Project", "project"),
    "openai-user": lambda r: _id("", "user-", run("a", 24, r), "OpenAI-Organization", "owned_by"),
    "openrouter-user": lambda r: _id("", "user_2", run("a", 26, r), "", "user_id"),
    "anthropic-workspace": lambda r: _id(
        "", "wrkspc_01", run("a", 22, r), "Anthropic-Workspace-Id", "workspace_id"
    ),
    "organization-name": lambda r: _by_name("", company(r), "OpenAI-Organization", "organization"),
    "anthropic-organization": lambda r: _by_name(
        "", uuid(r), "Anthropic-Organization-Id", "organization_id"
    ),
    "vendor-project": lambda r: _by_name("", uuid(r), "Dg-Project-Id", "project_id"),
    "vendor-organization": lambda r: _by_name(
        "", uuid(r), "X-Crewai-Organization-Id", "organization_uuid"
    ),
    "aws-account": lambda r: _by_name("", account(r), "", "aws_account_id"),
    "azure-subscription": azure_subscription,
    "arn": arn,
    "ecr-host": ecr_host,
    "gcp-project": gcp_project,
    "gcp-number": gcp_number,
    "azure-host": azure_host,
    "crn": crn,
    "email": email,
    "git-trailer": trailer,
    "home-mac": lambda r: home("/Users/{}/work/agent/main.py", r),
    "home-linux": lambda r: home("/home/{}/.venv/lib/python3.13/site-packages", r),
    "home-windows": lambda r: home("C:\\Users\\{}\\agent\\main.py", r),
    "machine-mac": lambda r: machine("{1}s-MacBook-Pro.local", r),
    "machine-windows": lambda r: machine("DESKTOP-{1}", r),
    "machine-uname": lambda r: machine("{0}", r),
}
"""Makers of plants, by type."""
