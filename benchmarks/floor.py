"""The floor: read every file and let libyaml compose it, in one process, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

from ruamel.yaml import YAML

for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    YAML(typ="safe").compose(path.read_bytes().decode())
