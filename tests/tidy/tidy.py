#!/usr/bin/env python3
"""Checks the rules of the house: tests/tidy/tidy.py, from anywhere. First it proves on planted samples that every rule
still finds what it is for and leaves alone what it should."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from rules import RULES  # noqa: E402
from samples import SAMPLES  # noqa: E402
from tree import Tree  # noqa: E402


def check_samples(own_tables):
    """Faults of the rules themselves: samples that were not reported as they should be."""
    faults = []
    for rule in RULES:
        samples = SAMPLES.get(rule.__name__, [])
        if not any(sample.lines for sample in samples) or all(sample.lines for sample in samples):
            faults.append(f"{rule.__name__}: needs a bad and a good sample")
        for sample in samples:
            found = [f"{p.path}:{p.line}" for p in rule(Tree(own_tables | sample.files))]
            if found != sample.lines:
                faults.append(f"{rule.__name__}: {sample.about}: expected {sample.lines}, found {found}")
    return faults


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    tree = Tree.from_folder(root)
    tables = {path: text for path, text in tree.files.items() if path == "tests/tidy/words.txt"}
    faults = check_samples(tables)
    problems = sorted((p for rule in RULES for p in rule(tree)), key=lambda p: (p.path, p.line, p.rule))
    for line in faults + problems:
        print(line)
    print(f"{len(RULES)} rules, {sum(map(len, SAMPLES.values()))} samples, {len(tree.files)} files: "
          f"{len(problems)} problems" + (f", {len(faults)} rules at fault" if faults else ""))
    return 1 if faults or problems else 0


if __name__ == "__main__":
    sys.exit(main())
