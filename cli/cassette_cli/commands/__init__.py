"""The command line: what is asked for; the answers come from `operations` and `render`."""
