"""The project's files as text, and C++ taken apart into code, string literals and comments."""

import os
import re
from dataclasses import dataclass, field

# Text that people wrote. Data (examples, fuzz corpora, test vectors) is looked at only where it ships in the program.
WRITTEN = (".cpp", ".hpp", ".py", ".md", ".txt", ".toml", ".sql", ".sh", ".html", ".css", ".js", ".ts", ".tsx", ".cmake", ".in")
WRITTEN_NAMES = ("dev", "run", "with_cluster", "NOTICE")
DATA_FOLDERS = ("tests/fuzz/corpus/", "tests/vectors/")
NOT_OURS = (".git", ".cache", "__pycache__", "node_modules", "dist")
CPP = (".cpp", ".hpp")


@dataclass
class Problem:
    path: str
    line: int
    rule: str
    advice: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.advice}"


@dataclass
class Cpp:
    """`code` is the text with literals and comments blanked out, so that places in both are the same."""

    code: str
    strings: list = field(default_factory=list)  # (offset, end, text between the quotes)
    comments: list = field(default_factory=list)  # (offset, text)


TOKEN = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|R"(?P<delimiter>[^()\\\s]{0,16})\((?P<raw>.*?)\)(?P=delimiter)"'
    r'|"(?P<string>(?:[^"\\\n]|\\.)*)"'
    r"|(?<![0-9a-zA-Z])'(?:[^'\\\n]|\\.)+'",
    re.DOTALL,
)


def take_apart(text):
    parts = Cpp(code="")

    def blank(match):
        if match["comment"] is not None:
            parts.comments.append((match.start(), match["comment"]))
        elif match["raw"] is not None:
            parts.strings.append((match.start(), match.end(), match["raw"]))
        elif match["string"] is not None:
            parts.strings.append((match.start(), match.end(), match["string"]))
        return re.sub(r"[^\n]", " ", match[0])

    parts.code = TOKEN.sub(blank, text)
    return parts


class Tree:
    """A project as {path: text}, from a folder or, for samples, from a dictionary."""

    def __init__(self, files):
        self.files = files
        self._apart = {}

    @staticmethod
    def from_folder(root):
        files = {}
        for folder, folders, names in os.walk(root):
            folders[:] = [d for d in folders if d not in NOT_OURS and not (folder == root and d.startswith("build"))]
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), root)
                if is_written(path):
                    with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                        files[path] = file.read()
        return Tree(files)

    def paths(self, *suffixes, under=""):
        return sorted(p for p in self.files if p.startswith(under) and (not suffixes or p.endswith(suffixes)))

    def cpp(self, path):
        if path not in self._apart:
            self._apart[path] = take_apart(self.files[path])
        return self._apart[path]

    def line(self, path, offset):
        return self.files[path].count("\n", 0, offset) + 1


def is_written(path):
    if path.startswith(DATA_FOLDERS):
        return False
    if path.endswith(".csv"):
        return "/defaults/" in path
    return path.endswith(WRITTEN) or os.path.basename(path) in WRITTEN_NAMES
