"""Digests: what needs somebody, what was decided, what comes and who takes part, in one message."""
