"""Whose API a host is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cassette_cli.document.provider import provider_of


@given(st.none() | st.text() | st.text("htps:/@[]0123456789.%ab"))
def test_any_url_belongs_to_somebody_or_nobody(url):
    """A recording may hold anything in the place of a URL."""
    found = provider_of(url)
    assert found is None or found


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://api.openai.com/v1/chat/completions", "openai"),
        ("https://openai.com", "openai"),
        ("HTTPS://API.OpenAI.com./v1", "openai"),
        ("https://eu.api.openai.com:443/v1", "openai"),
        ("https://demo.openai.azure.com/openai/deployments/x", "azure"),
        ("https://api.anthropic.com/v1/messages", "anthropic"),
        ("https://generativelanguage.googleapis.com/v1beta/models/x", "google"),
        ("https://us-central1-aiplatform.googleapis.com/v1", "vertex"),
        ("https://aiplatform.googleapis.com/v1", "vertex"),
        ("https://bedrock-runtime.us-east-1.amazonaws.com/model/x/converse", "aws"),
        ("https://openrouter.ai/api/v1", "openrouter"),
        ("https://api.x.ai/v1", "xai"),
        ("https://api.z.ai/v1", "zai"),
        ("http://localhost:11434/api/chat", "ollama"),
        ("http://[::1]:11434/api/chat", "ollama"),
    ],
)
def test_known_hosts_have_short_names(url, wanted):
    """With or without a region, a port or a final dot."""
    assert provider_of(url) == wanted


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://notopenai.com/v1", "notopenai.com"),
        ("https://openai.com.example/v1", "openai.com.example"),
        ("https://example.com/api.openai.com", "example.com"),
        ("https://api.openai.com@example.com/", "example.com"),
        ("https://flux.ai/v1", "flux.ai"),
        ("http://127.0.0.1:8808/v1", "127.0.0.1"),
        ("https://my-openai.com/v1", "my-openai.com"),
    ],
)
def test_a_host_that_only_looks_alike_is_itself(url, wanted):
    """A proxy is not the provider behind it."""
    assert provider_of(url) == wanted


@pytest.mark.parametrize(
    "url", [None, "", "words", "/v1/chat", "https://", "http://[", "http://a:x/"]
)
def test_no_host_is_nobody(url):
    """Also where the port is no number."""
    assert provider_of(url) is None
