"""What official SDKs are known to make of streams other than we do, with the reason.

Source: openai 3.57, anthropic 2.14, google-genai 3.6 and botocore 1.44, as they behave.
"""

from fnmatch import fnmatchcase
from typing import NamedTuple


class Fault(NamedTuple):
    """A way in which an SDK departs from what a stream says, or from our choice of words for it."""

    reason: str
    differs: set[str]
    """The facts that are others then, and no more; `raises` where there are none."""
    streams: tuple[str, ...]
    """Patterns of what the streams are called that have it."""

    def concerns(self, label):
        """Say whether a stream of some name has it."""
        return any(fnmatchcase(label, pattern) for pattern in self.streams)


RAISES = {"raises"}

ANTHROPIC = (
    Fault(
        "arguments that are no JSON are read as far as they are any",
        {"calls"},
        ("anthropic-messages/call-with-broken-input", "anthropic-messages/truncated-in-a-call"),
    ),
    Fault(
        "an event that does not say its name is passed over",
        RAISES,
        ("anthropic-messages/without-event-names",),
    ),
    Fault(
        "an event `data` without a name must be JSON, and `[DONE]` is none",
        RAISES,
        ("anthropic-messages/gateway-done-and-cost",),
    ),
    Fault(
        "a delta for which no block has started fails",
        RAISES,
        ("anthropic-messages/delta-without-start",),
    ),
    Fault(
        "a second start is passed over, what follows belongs to the first message",
        {"id", "texts"},
        ("anthropic-messages/second-start-abandons-the-first",),
    ),
    Fault(
        "there is one message in a body, so that of two is one",
        {"messages"},
        ("anthropic-messages/two-messages-in-one-body",),
    ),
)
OPENAI_CHAT = (
    Fault(
        "an id or a name that is sent again is joined to the first",
        {"calls"},
        (
            "openai-chat/a-call-changes-its-name",
            "openai-chat/kimi-id-with-a-colon-repeated",
            "*/test_tools_streaming_variant_a.yaml#0",
        ),
    ),
    Fault(
        "two calls under one index are joined to one",
        {"calls"},
        ("openai-chat/another-id-under-a-known-index*",),
    ),
    Fault(
        "a call must say its index",
        RAISES,
        (
            "openai-chat/call-without-index-in-pieces",
            "openai-chat/calls-without-id",
            "openai-chat/mistral-calls-without-index",
            "*/test_mistral_chat_model_complete*",
            "*/test_openai_chat_model_gemini_*complete?Return True*",
            "*/test_openai_chat_model_complete_ollama*",
        ),
    ),
    Fault(
        "indices of calls must start at 0 and come in a list",
        RAISES,
        ("openai-chat/calls-whose-index-starts-at-one", "openai-chat/calls-as-one-object"),
    ),
    Fault(
        "a call must say its type, and go on saying it, and the type must be `function`",
        RAISES,
        (
            "openai-chat/custom-call",
            "openai-chat/writer-call-with-null-ids",
            "*/test_writer_async_streaming_chat_multiple_tool_call_requests_legacy.yaml#*",
        ),
    ),
    Fault(
        "the calls of the legacy field `function_call` are not among the tool calls",
        {"calls"},
        ("openai-chat/function-call-legacy",),
    ),
    Fault(
        "a choice must say its index",
        RAISES,
        ("openai-chat/snowflake-without-finish-reason", "*/ruby-vcr/binary-string/cassette.yml#0"),
    ),
    Fault(
        "a choice must have a delta",
        RAISES,
        ("openai-chat/azure-delta-null", "*/azure_chat_completion_streamed.yaml#*"),
    ),
    Fault("a chunk must have choices", RAISES, ("openai-chat/vllm-error-object",)),
    Fault(
        "items of a list must have an index each: annotations, details of reasoning, references",
        RAISES,
        (
            "openai-chat/mistral-references",
            "openai-chat/mistral-thinking-twice",
            "openai-chat/openrouter-annotations",
            "openai-chat/openrouter-reasoning-details-alone",
            "*/test_openrouter_web_search_annotations_stream.yaml#*",
        ),
    ),
    Fault(
        "a content that is a list is not joined with one that is a text",
        {"texts", "reasoning"},
        ("openai-chat/mistral-thinking",),
    ),
    Fault(
        "the id and the model of the first chunk stay, even if they are blank",
        {"id", "model"},
        ("openai-chat/copilot-without-object",),
    ),
    Fault(
        "the model of the first chunk stays, though it is that of a router",
        {"model"},
        ("openai-chat/azure-model-router",),
    ),
    Fault(
        "usage in a place of its provider's own is not seen",
        {"usage"},
        ("openai-chat/groq-usage-in-x-groq", "openai-chat/kimi-usage-in-the-choice"),
    ),
    Fault("an event that is no JSON fails", RAISES, ("openai-chat/an-event-that-is-no-json",)),
)
OPENAI_RESPONSES = (
    Fault(
        "the output of the last event is taken as it is, though it is empty",
        {"texts"},
        ("openai-responses/failed",),
    ),
    Fault(
        "likewise, where there were calls, too",
        {"texts", "calls"},
        ("openai-responses/completed-without-output",),
    ),
    Fault(
        "an item that was added must be done in the end",
        RAISES,
        (
            "openai-responses/audio",
            "openai-responses/completed-without-output-nor-done-items",
        ),
    ),
    Fault(
        "a part of a content must be added before its text comes, and be counted from 0",
        RAISES,
        ("openai-responses/content-counted-from-one", "openai-responses/done-says-something-else"),
    ),
    Fault("the id of an item must stay", RAISES, ("openai-responses/item-ids-rotate",)),
    Fault(
        "a stream must start with the start of a response",
        RAISES,
        ("openai-responses/resumed-after-an-event",),
    ),
)
GEMINI = (
    Fault(
        "pieces of arguments (`partialArgs`) are not put together",
        {"calls"},
        ("gemini/arguments-in-pieces",),
    ),
    Fault(
        "what Code Assist wraps around a chunk is not known",
        {"messages"},
        ("gemini/code-assist-wrapper",),
    ),
    Fault(
        "an array is never asked for, and one that is cut off is no JSON",
        RAISES,
        ("gemini/json-array-cut-off",),
    ),
    Fault("reasons of finishing must be words", RAISES, ("gemini/numeric-enums",)),
    Fault(
        "a prompt that was blocked has no message; ours says why in an empty one",
        {"messages"},
        ("gemini/prompt-blocked",),
    ),
    Fault(
        "chunks are not put together, so that counts which only an earlier one has are not there",
        {"usage"},
        ("gemini/usage-forgets-the-output",),
    ),
)
BEDROCK_CONVERSE = (
    Fault(
        "a stream of invoke has other frames than one of Converse",
        {"finish", "texts", "usage"},
        ("bedrock-converse/nova-inside-invoke",),
    ),
)

FAULTS = {
    "anthropic-messages": ANTHROPIC,
    "openai-chat": OPENAI_CHAT,
    "openai-responses": OPENAI_RESPONSES,
    "gemini": GEMINI,
    "bedrock-converse": BEDROCK_CONVERSE,
}


def expected_differences(protocol, label):
    """Return which facts of a stream an SDK is known to read in another way."""
    return next((fault.differs for fault in FAULTS[protocol] if fault.concerns(label)), set())
