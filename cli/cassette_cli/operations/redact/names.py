"""What a name says of its value: of a header, a parameter, a cookie, a member of an object.

Names are compared as words: `X-Api-Key`, `apiKey` and `API_KEY` are the same three. Lists of names
cover what is known, telling words the headers that nobody has heard of yet.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

from cassette_cli.operations.redact import values
from cassette_cli.operations.redact.finding import Kind
from cassette_cli.operations.redact.placeholder import Shape, is_ours
from cassette_cli.text.span import Span


class Named(NamedTuple):
    """What a name says of its value."""

    rule: str
    title: str
    kind: Kind
    level: str
    """`standard` or `strict`."""
    parts: Callable[[str], list[Span]]
    """What of a value is to be taken out; nothing where it is none of that kind."""
    shape: Shape = Shape.PLAIN
    strict_parts: Callable[[str], list[Span]] | None = None
    """What goes at level `strict`, where that is more."""

    def shape_of(self, value: str) -> Shape:
        """Return the grammar that the placeholder of a value keeps."""
        if self.shape is Shape.IPV4:
            return Shape.IPV6 if ":" in value else Shape.IPV4
        return next((shape for shape, form in _FORMS if form.fullmatch(value)), self.shape)


_FORMS = (
    (Shape.DIGITS, re.compile(r"[0-9]{6,}")),
    (Shape.UUID, re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")),
    (Shape.BASE64, re.compile(r"[A-Za-z0-9+/_-]{10,}={1,2}")),
)

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")

_KEY_OWNERS = (
    "api|app|application|access|secret|private|auth|account|subscription|client|service|storage"
    "|encryption|signing|license|licence|project|server|user|master|admin|deploy|functions?|host"
    "|shared|session|webhook|consumer|customer|bearer|goog|ocp|apim|dd|hapi|x|my|team|org"
)
_CREDENTIAL = re.compile(
    r"(?:^|-)(?:authorization|authentication|secret|secrets|passwords?|passwd|passphrase|passcode"
    r"|pwd|credentials?|jwt|bearer|cookie2?|otp|sas|pat|apikey|appkey|apitoken|authtoken|authkey"
    r"|accesstoken|accesskey|secretkey|secretaccesskey|clientsecret|sessiontoken|refreshtoken|idtoken|privatekey"
    r"|subscriptionkey|hapikey|userkey|accountkey|connectionstring|webhook|authcode|pass|pw|kennwort"
    r"|passwort|contraseña|contrasena|senha|wachtwoord|parola|hasło|haslo|пароль|密码|パスワード"
    r"|mot-de-passe|(?:authorization|recovery|backup|login|pin|verification|access|security"
    r"|activation|otp|mfa|2fa)-codes?|(?:totp|otp|hash|mfa)-(?:seed|salt)|hmac|pin"
    r"|[a-z]+(?:password|passwd|passphrase|secret|apikey|apitoken)"
    rf"|(?:{_KEY_OWNERS})-(?:key|keys|token|secret|credential)"
    r"|(?:refresh|id|identity|csrf|xsrf|device|push|bot|oauth2?|access|security|session|web|jwt"
    r"|connect|upload|resume|hmac|role|aes|rsa|ssh|ssl|tls|gateway|device|vault|cipher|crypto|mail"
    r"|smtp|sms|license|licence|store|federation|registration|csm|delegation|sso|sts|github|gitlab|hf"
    r"|huggingface|slack|npm|pypi|openai|anthropic|azure|aws|google|gemini|mistral|cohere|groq"
    r"|together|replicate|deepseek|xai|openrouter|perplexity|cerebras|nvidia|agentops|langsmith"
    r"|langfuse|logfire|datadog|sentry|tavily|pinecone|voyage|jina|fireworks|voyageai|brave|serper"
    r"|exa|firecrawl|elevenlabs|deepgram|assemblyai|stripe|twilio|sendgrid|telegram|discord"
    r"|wandb|notion|linear|figma|vault|consul|docker|registry)-(?:[a-z0-9]+-){0,2}(?:token|key)"
    r"|connection-string|upload-id|security-token|storage-key|key-secret|encryption-key"
    r"|auth|token)$"
    r"|(?:^|-)(?:access-key-id|access-client-id|aws-access-key|private-key-id)$"
    r"|(?:^|-)(?:password|passwd|secret|token|api-key|apikey)-(?:value|raw|hash|plain|text|base64)$"
)
_CREDENTIAL_ANYWHERE = re.compile(
    r"(?:^|-)(?:authorization|auth|authentication|secret|token|tokens|password|passwd|credential"
    r"|credentials|cookie|cookie2|jwt|apikey|key|keys|bearer|signature|sig"
    r"|assertion|otp|passphrase|accesstoken|authtoken|sessiontoken|clientsecret|hapikey|userkey"
    r"|appkey|pat|sas|pass|pw|pwd|license|licence)(?:-|$)"
)
"""Telling words of headers and parameters, whose names say more than those of fields."""
_HARMLESS = re.compile(
    r"^access-control-|tokens?-(?:count|details?|usage|limit|budget|type|ids?)$"
    r"|^(?:[a-z0-9]+-)*(?:rate-?limit|ratelimits?)(?:-|$)|(?:^|-)(?:max|min|num|total|input|output|"
    r"prompt|completion|cached|reasoning|audio|text|eos|bos|pad|unk|sep|cls|mask|stop|start|end"
    r"|thinking|budget|new|used|remaining|limit|reset|cache|accepted|rejected|prediction|image"
    r"|video|tool|billable|billed|generated|response|request|special|logprob|top|sampled"
    r"|first|last|n)-tokens?(?:-|$)"
    r"|(?:^|-)(?:page|next|nextpage|continuation|sync|pagination|cursor)-(?:page-)?token$"
    r"|(?:idempotency|web-?socket|cache|surrogate|partition|routing|sort|public|tracking|primary"
    r"|foreign|object|group|sort|lookup|prompt-cache|hot|map|dict|s3|translation|i18n)-keys?$"
    r"|^(?:www|proxy)-authenticate$|^sec-web-?socket|^authority$|-authority$"
    r"|public-key|^x-amz-(?:signedheaders|algorithm|date|expires)$|content-security"
    r"|auth-(?:type|method|scheme|mode|url|uri|provider)$|token-(?:type|url|uri|endpoint)$"
    r"|key-(?:type|name|algorithm|usage)$|cookie-(?:policy|consent|name)$|^vary$|session-affinity$"
    r"|(?:requires|has|is|use|with|needs|enable|disable|allow|no)-(?:[a-z]+-)*auth$"
    r"|thought-signature$|thoughtsignature$|^session-(?:type|name|status)$"
)
_ACCOUNT = re.compile(
    r"(?:^|-)(?:org|organization|organisation|project|workspace|account|tenant|user|customer|team"
    r"|company|subscription|client|owner|billing|cloud|gcp|quota|deployment|enterprise|installation"
    r"|billing-account|principal|caller|created-by)-?(?:id|ids|uuid|uid|guid|number|arn"
    r"|hash)$"
    r"|^(?:x-)?(?:openai|anthropic|dg|x|goog|crewai)?-?(?:organization|organisation|org|project"
    r"|workspace|tenant|account|user-project|oauth-client-id)$|(?:^|-)accountid$|^orgid$|^userid$"
    r"|^owned-by$"
)
_NO_ACCOUNT = re.compile(
    r"user-agent|^x-stainless|rate-?limit|^access-control|user-(?:type|role|tier|prompt|message"
    r"|input|location|timezone)$|project-(?:name|type|url)$|-(?:tokens|requests|limit|tier|type)$"
)
_ACCOUNT_ANYWHERE = re.compile(
    rf"^(?!.*(?:{_NO_ACCOUNT.pattern})).*(?:(?:^|-)(?:org|organi[sz]ation|project|workspace|account"
    r"|tenant|user|customer|subscription|team|company)(?:-|$)|(?:^|-)client-id$"
    r"|^x-logfire-context$)"
)
_ADDRESS = re.compile(
    r"(?:^|-)(?:client|real|remote|source|forwarded|connecting|peer|caller|user|originating)-"
    r"(?:ip|for|addr|address|ipv6)$|^forwarded$"
    r"|(?<!server-)(?:(?<=^)|(?<=-))(?:ip-address|clientip|remoteaddr|ipaddress)$"
)
_MACHINE = re.compile(
    r"(?:^|-)(?:hostname|nodename|node-name|host-name|machine-name|computer-name"
    r"|computername|device-name|machinename|uname)$|^x-machine$"
)
_PASSWORD = re.compile(
    r"(?:^|-)(?:password|passwd|passphrase|pwd|passcode|pass|pw|kennwort|passwort|contraseña"
    r"|contrasena|senha|wachtwoord|parola|hasło|haslo|пароль|密码|パスワード|mot-de-passe)"
    r"(?:-(?:value|raw|plain|text))?$"
    r"|^[a-z]+(?:password|passwd|passphrase)$"
)
_PARAMETER = re.compile(
    r"^(?:sig|signature|x-(?:amz|goog)-(?:signature|credential|security-token)"
    r"|upload-?id|google-?access-?id|aws-?access-?key-?id)$"
)
_PERSON = re.compile(
    r"^(?:user|username|user-name|login|full-name|first-name|last-name|real-name|given-name"
    r"|family-name|display-name|author|phone|phone-number|mobile|handle|nickname|logname)$"
)
_TECHNICAL = re.compile(
    r"(?:^|-)(?:request-id|requestid|correlation-id|trace-id|traceid|span-id|cf-ray|ray-id|ray"
    r"|traceparent|tracestate|b3|amz-id-2|x-amz-cf-id|amzn-trace-id|operation-id|activity-id"
    r"|x-envoy-upstream-service-time|apim-request-id|client-request-id|invocation-id|call-id|generation-id"
    r"|traceresponse|trace-context)$"
    r"|(?:^|-)rate-?limit(?:-|$)|^x-ratelimit|^ratelimit|^cf-ray$|^request-id$|^x-vercel-id$|^x-clerk"
)


@cache
def normal(name: str) -> str:
    """Return a name as lower-case words with hyphens between them."""
    return "-".join(filter(None, _BOUNDARY.split(name))).lower()


@cache
def named(name: str, where: str) -> Named | None:
    """Return what a name says of its value; `None` for nothing.

    Args:
        name: as it is written.
        where: what it is one of: `header`, `parameter`, `cookie` or `field`.
    """
    words = normal(name)
    if where == "cookie" or not words:
        return _COOKIE if words else None
    if is_ours(name):  # an account may be the name of something, too
        return None
    return next((told for form, told in _TABLES[where] if form.search(words)), None)


_AUTHORIZATION = Named(
    "authorization-header",
    "Credentials of an Authorization header",
    "secret",
    "standard",
    values.behind_scheme,
)
_CREDENTIAL_HEADER = Named(
    "credential-header",
    "Header whose name says that it is a credential",
    "secret",
    "standard",
    values.behind_scheme,
)
_CREDENTIAL_PARAMETER = Named(
    "credential-parameter",
    "Query or form parameter whose name says so",
    "secret",
    "standard",
    values.whole,
)
_CREDENTIAL_FIELD = Named(
    "credential-field",
    "Field whose name says that it is a credential",
    "secret",
    "standard",
    values.credential,
)
_PASSWORD_FIELD = Named("password-field", "Password", "secret", "standard", values.password)
_PHRASE_FIELD = Named(
    "seed-phrase", "Words that a key is made from", "secret", "standard", values.phrase
)
_COOKIE = Named(
    "cookie",
    "Value of a cookie",
    "secret",
    "standard",
    values.cookie,
    strict_parts=values.everything,
)
_ACCOUNT_HEADER = Named(
    "account-header",
    "Header that names an organization, project or user",
    "account",
    "standard",
    values.account_header,
)
_ACCOUNT_FIELD = Named(
    "account-field",
    "Id of an organization, project, workspace or user",
    "account",
    "standard",
    values.account,
)
_ORGANIZATION_FIELD = Named(
    "organization-field", "Name of an organization", "account", "standard", values.organization
)
_CLIENT_ADDRESS = Named(
    "client-address",
    "Network address of a client",
    "personal",
    "standard",
    values.addresses,
    Shape.IPV4,
)
_MACHINE_NAME = Named(
    "machine-name-field", "Name of a machine", "personal", "standard", values.machine
)
_PERSON_FIELD = Named("person-field", "Name of a person", "personal", "strict", values.anything)
_REQUEST_ID = Named(
    "request-id-header",
    "Request id, trace, ray or rate limit",
    "technical",
    "strict",
    values.everything,
)
NAMED = (
    _AUTHORIZATION, _CREDENTIAL_HEADER, _CREDENTIAL_PARAMETER, _CREDENTIAL_FIELD, _PASSWORD_FIELD,
    _PHRASE_FIELD,
    _COOKIE, _ACCOUNT_HEADER, _ACCOUNT_FIELD, _ORGANIZATION_FIELD, _CLIENT_ADDRESS, _MACHINE_NAME,
    _PERSON_FIELD, _REQUEST_ID,
)  # fmt: skip
"""All rules that go by names."""

_Table: TypeAlias = Sequence[tuple[re.Pattern[str], Named | None]]

_OF_FIELDS: _Table = (
    (_HARMLESS, None),
    (re.compile(r"(?:^|-)(?:mnemonic|seed-phrase|seed-words|recovery-phrase)$"), _PHRASE_FIELD),
    (_PASSWORD, _PASSWORD_FIELD),
    (_CREDENTIAL, _CREDENTIAL_FIELD),
    (re.compile(r"^(?:openai-)?organi[sz]ation$"), _ORGANIZATION_FIELD),
    (_NO_ACCOUNT, None),
    (_ACCOUNT, _ACCOUNT_FIELD),
    (_ADDRESS, _CLIENT_ADDRESS),
    (_MACHINE, _MACHINE_NAME),
    (_PERSON, _PERSON_FIELD),
)
_OF_PARAMETERS: _Table = (
    (re.compile(r"^(?:key|code)$"), _CREDENTIAL_FIELD),
    (_PARAMETER, _CREDENTIAL_PARAMETER),
    (_HARMLESS, None),
    (_CREDENTIAL, _CREDENTIAL_PARAMETER),
    *_OF_FIELDS,
)
_OF_HEADERS: _Table = (
    (_TECHNICAL, _REQUEST_ID),
    (re.compile(r"^(?:proxy-|x-)?authorization$"), _AUTHORIZATION),
    (re.compile(r"^(?:set-)?cookie2?$|^date$|^etag$"), None),  # cookies are fields of their own
    (_HARMLESS, None),
    (re.compile(r"^key$"), _CREDENTIAL_FIELD),
    (_ADDRESS, _CLIENT_ADDRESS),
    (_ACCOUNT, _ACCOUNT_HEADER),
    (_CREDENTIAL, _CREDENTIAL_HEADER),
    (_ACCOUNT_ANYWHERE, _ACCOUNT_HEADER),
    (_CREDENTIAL_ANYWHERE, _CREDENTIAL_HEADER),
    (_MACHINE, _MACHINE_NAME),
)
_TABLES = {"field": _OF_FIELDS, "parameter": _OF_PARAMETERS, "header": _OF_HEADERS}
"""The first form that a name has decides."""
