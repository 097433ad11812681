"""Persons, groups, seats, the record, promises."""
