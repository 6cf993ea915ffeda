"""What a person reads: the answer of a model and the conversation that it was asked to go on."""
