"""What a text that YAML cannot read, or reads otherwise, was meant to say."""
