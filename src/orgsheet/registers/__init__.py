"""The registers of a city: its plans, and its departments and sections."""
