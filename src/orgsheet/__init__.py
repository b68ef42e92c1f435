"""Organization management sheets (組織マネジメントシート) as code: lint, diff and review."""

__version__ = "0.1.0"
