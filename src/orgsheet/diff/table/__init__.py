"""The 新旧対照表 as data."""
