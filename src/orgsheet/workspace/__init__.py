"""What there is in a workspace, read once; its settings."""
