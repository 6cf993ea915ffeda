"""Setting git up to show cassettes as conversations: `cassette git`."""
