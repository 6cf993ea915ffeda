"""One word for why a model stopped.

Source: the values of `gen_ai.response.finish_reasons` in the OpenTelemetry conventions, plus
`pause` for a turn that the client is to continue.
"""

_RAW = {
    "stop": (
        "stop end_turn stop_sequence eos_token completed complete finish finished eos stop_token "
        "stop_criteria_met"
    ),
    "length": (
        "length max_tokens model_length max_output_tokens model_context_window_exceeded "
        "max_prompt_tokens"
    ),
    "tool_call": "tool_calls tool_call function_call tool_use requires_action",
    "content_filter": (
        "content_filter safety recitation blocklist prohibited_content spii image_safety "
        "guardrail_intervened content_filtered refusal blocked language"
    ),
    "error": (
        "error error_toxic timeout failed malformed_function_call tool_use_failed "
        "malformed_model_output malformed_tool_use cancelled expired unexpected_tool_call"
    ),
    "pause": "pause_turn compaction",
}
_NORMAL = {raw: normal for normal, words in _RAW.items() for raw in words.split()}


def finish_reason(raw: str | None) -> str | None:
    """Return the normal word for a provider's; an unknown word stays as it is."""
    return _NORMAL.get(raw.lower(), raw) if raw else None
