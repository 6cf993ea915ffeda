"""Between the disk and the verbs: one opened cassette file, its reading and its selection."""
