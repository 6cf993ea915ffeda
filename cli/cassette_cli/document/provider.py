"""Whose API a host is."""

from urllib.parse import urlsplit

_HOSTS = (  # with the dot before them, so that `my-openai.com` is nobody's
    (".openai.azure.com", "azure"),
    (".cognitiveservices.azure.com", "azure"),
    (".services.ai.azure.com", "azure"),
    (".models.inference.ai.azure.com", "azure"),
    (".openai.com", "openai"),
    (".chatgpt.com", "openai"),
    (".anthropic.com", "anthropic"),
    (".aiplatform.googleapis.com", "vertex"),
    ("-aiplatform.googleapis.com", "vertex"),
    (".googleapis.com", "google"),
    (".amazonaws.com", "aws"),
    (".api.aws", "aws"),
    (".openrouter.ai", "openrouter"),
    (".mistral.ai", "mistral"),
    (".x.ai", "xai"),
    (".groq.com", "groq"),
    (".deepseek.com", "deepseek"),
    (".cohere.ai", "cohere"),
    (".cohere.com", "cohere"),
    (".perplexity.ai", "perplexity"),
    (".together.xyz", "together"),
    (".together.ai", "together"),
    (".fireworks.ai", "fireworks"),
    (".huggingface.co", "huggingface"),
    (".hf.co", "huggingface"),
    (".replicate.com", "replicate"),
    (".replicate.net", "replicate"),
    (".cerebras.ai", "cerebras"),
    (".moonshot.ai", "moonshot"),
    (".moonshot.cn", "moonshot"),
    (".z.ai", "zai"),
    (".bigmodel.cn", "zhipu"),
    (".aliyuncs.com", "alibaba"),
    (".githubcopilot.com", "copilot"),
    (".venice.ai", "venice"),
    (".writer.com", "writer"),
    (".ai21.com", "ai21"),
    (".databricks.com", "databricks"),
    (".snowflakecomputing.com", "snowflake"),
    (".cloud.ibm.com", "ibm"),
    (".nvidia.com", "nvidia"),
    (".ai-gateway.vercel.sh", "vercel"),
    (".voyageai.com", "voyage"),
    (".ollama.com", "ollama"),
)
_OLLAMA_PORT = 11434


def provider_of(url: str | None) -> str | None:
    """Return the short name of the provider that a URL belongs to, else its host."""
    try:
        parts = urlsplit(url or "")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if port == _OLLAMA_PORT:
        return "ollama"
    known = (name for suffix, name in _HOSTS if f".{host}".endswith(suffix))
    return next(known, host or None)
