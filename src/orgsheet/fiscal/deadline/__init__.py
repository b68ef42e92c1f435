"""Deadline phrases, read by one grammar; nothing is guessed."""
