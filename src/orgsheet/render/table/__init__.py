"""The 新旧対照表 in every format."""
