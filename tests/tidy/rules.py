"""The rules of the house. Each takes a Tree and yields Problems; RULES at the end lists them."""

import re

from functions import functions
from tree import CPP, Problem

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 600

# Which part may include which: those before it, and itself.
PARTS = ["base", "record", "store", "access", "http", "features", "app"]

# The rules' own words, samples and exceptions.
OWN = "tests/tidy/"

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)


def table(tree, path):
    """The rows of a table in tests/tidy: columns parted by tabs, lines that begin with # left out."""
    lines = tree.files.get(path, "").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def includes(tree, path):
    for match in INCLUDE.finditer(tree.files[path]):
        yield tree.line(path, match.start(1)), match[1]


def public_headers(slice_name):
    names = [slice_name]
    if slice_name.endswith("ies"):
        names.append(slice_name[:-3] + "y")
    elif slice_name.endswith("s"):
        names.append(slice_name[:-1])
    return [name + ".hpp" for name in names]


def include_arrows(tree):
    """Parts include only what is below them, and a slice only the public headers of other slices."""
    extra = {(row[0], row[1]) for row in table(tree, OWN + "public_headers.txt")}
    for path in tree.paths(*CPP, under="src/"):
        own = path.split("/")[1:]
        if own[0] not in PARTS or (own[0] == "features" and len(own) < 3):
            yield Problem(path, 1, "include-arrows", f"move it into one of src/{{{','.join(PARTS)}}}/ or a slice")
            continue
        for line, target in includes(tree, path):
            theirs = target.split("/")
            if theirs[0] not in PARTS:
                yield Problem(path, line, "include-arrows", f'write the path of "{target}" from src on')
            elif PARTS.index(theirs[0]) > PARTS.index(own[0]):
                yield Problem(path, line, "include-arrows", f"{own[0]} lies below {theirs[0]} and must not know it")
            elif own[0] == theirs[0] == "features" and own[1] != theirs[1]:
                header = "/".join(theirs[2:])
                if header not in public_headers(theirs[1]) and (theirs[1], header) not in extra:
                    yield Problem(path, line, "include-arrows",
                                  f"include only the public header of {theirs[1]}, or ask in SQL")


def function_length(tree):
    """A function fits a screen."""
    for path in tree.paths(*CPP):
        code = tree.cpp(path).code
        for first, last, name in functions(code):
            lines = code.count("\n", first, last) + 1
            if lines > FUNCTION_LINES_MAX:
                yield Problem(path, tree.line(path, first), "function-length",
                              f"{name} has {lines} lines, at most {FUNCTION_LINES_MAX}: move a step into a function")


def file_length(tree):
    """A file holds one idea."""
    for path in tree.paths(*CPP, ".py", ".ts", ".tsx"):
        lines = tree.files[path].count("\n")
        if lines > FILE_LINES_MAX:
            yield Problem(path, 1, "file-length", f"{lines} lines, at most {FILE_LINES_MAX}: split it by what it is about")


AGGREGATE = re.compile(r"(count|sum|min|max|avg|total|coalesce|exists|not exists)\s*\(\)(\s+as\s+\w+)?$", re.IGNORECASE)
BOUND_COMMENT = re.compile(r"//\s*unbounded:\s*\S")


def unique_keys(tree):
    """{table: [set of columns, …]} as the migrations declare them; every record has the key `id`."""
    keys = {}
    for path in tree.paths(".sql", under="migrations/"):
        sql = re.sub(r"--[^\n]*", "", tree.files[path])
        for table_name, columns in re.findall(r"CREATE TABLE (\w+)\s*\((.*?)\)\s*;", sql, re.DOTALL):
            keys[table_name] = [{c} for c in re.findall(r"^\s*(\w+)[^,\n]*\b(?:PRIMARY KEY|UNIQUE)\b", columns, re.MULTILINE)]
            for several in re.findall(r"(?:PRIMARY KEY|UNIQUE)\s*\(([^)]*)\)", columns):
                keys[table_name].append(set(re.split(r"\s*,\s*", several.strip())))
        for table_name, several in re.findall(r"CREATE UNIQUE INDEX \w+ ON (\w+)\s*\(([^)]*)\)\s*;", sql):
            keys.setdefault(table_name, []).append(set(re.split(r"\s*,\s*", several.strip())))
    return keys


def without_parentheses(sql):
    depth, out = 0, []
    for c in sql:
        depth -= c == ")"
        if depth <= 0:
            out.append(c)
        depth += c == "("
    return "".join(out)


def is_bounded(sql, keys):
    """Whether a SELECT promises few rows: a LIMIT, a unique key, or nothing but aggregates."""
    outer = without_parentheses(sql)
    table_name = re.search(r"\bFROM\s+(\w+)", outer)
    if re.search(r"\bLIMIT\b", outer) or not table_name:
        return True
    condition = re.search(r"\bWHERE\b(.*)", outer, re.DOTALL)
    given = set(re.findall(r"\b(\w+)\s*=\s*\$", condition[1])) if condition else set()
    if not re.search(r"\bIN\s*\(\s*SELECT\b", sql):
        given |= set(re.findall(r"\b(\w+)\s+IN\b", condition[1])) if condition else set()
    if any(key <= given for key in keys.get(table_name[1], []) + [{"id"}]):
        return True
    if re.search(r"\bGROUP BY\b|\bUNION\b", outer):
        return False
    columns = re.search(r"\bSELECT\b(.*?)\bFROM\b", outer, re.DOTALL)[1]
    return all(AGGREGATE.match(column.strip()) for column in columns.split(","))


def sql_texts(tree, path):
    """The literals of each piece of code up to a brace or semicolon, joined: (offset of the first, text)."""
    parts = tree.cpp(path)
    start, end, joined = None, 0, ""
    for first, last, text in parts.strings + [(len(parts.code), 0, "")]:
        if start is not None and (re.search(r"[;{}]", parts.code[end:first]) or first == len(parts.code)):
            yield start, joined
            start, joined = None, ""
        if start is None:
            start = first
        joined, end = joined + text, last


def unbounded_select(tree):
    """No query of ours may return any number of rows, except where a comment says why it must."""
    keys = unique_keys(tree)
    for path in tree.paths(*CPP, under="src/"):
        if path.endswith("_test.cpp"):
            continue
        lines = tree.files[path].split("\n")
        for offset, sql in sql_texts(tree, path):
            if not re.match(r"(\\n|\s)*(SELECT\b|WITH\b.*\bSELECT\b)", sql, re.DOTALL) or is_bounded(sql, keys):
                continue
            line = tree.line(path, offset)
            if not any(BOUND_COMMENT.search(text) for text in lines[max(0, line - 4) : line]):
                yield Problem(path, line, "unbounded-select",
                              "add a LIMIT with a named number, or say why not in a line above: // unbounded: …")


def written_words(tree, path):
    """What people may read of a file: the literals of C++, all of anything else."""
    if path.endswith(CPP):
        return [(offset, text) for offset, _, text in tree.cpp(path).strings]
    return [(0, tree.files[path])]


def forbidden_words(tree):
    """Texts speak of people as people."""
    rows = table(tree, OWN + "words.txt")
    if not rows:
        yield Problem(OWN + "words.txt", 1, "forbidden-words", "the list of words is missing")
        return
    word = re.compile(r"\b(?:" + "|".join(f"(?:{row[0]})" for row in rows) + r")\b", re.IGNORECASE)
    advice = {re.compile(row[0], re.IGNORECASE): row[1] for row in rows}
    exceptions = [row[:2] for row in table(tree, OWN + "word_exceptions.txt")]
    for path in tree.paths():
        if path.startswith(OWN):
            continue
        allowed = [phrase for where, phrase in exceptions
                   if where in ("*", path) or (where.endswith("/") and path.startswith(where))]
        for offset, text in written_words(tree, path):
            for phrase in allowed:
                text = text.replace(phrase, " " * len(phrase))
            # Underscores part words too, and so do escapes.
            for match in word.finditer(re.sub(r"\\.|_", lambda m: " " * len(m[0]), text)):
                better = next(say for expression, say in advice.items() if expression.fullmatch(match[0]))
                yield Problem(path, tree.line(path, offset + match.start()), "forbidden-words",
                              f"instead of '{match[0]}' say: {better}")


def lonely_headers(tree):
    """A header that nobody includes is dead."""
    included = {target for path in tree.paths(*CPP) for _, target in includes(tree, path)}
    for path in tree.paths(".hpp"):
        name = path.removeprefix("src/")
        if not any(target == name or name.endswith("/" + target) for target in included):
            yield Problem(path, 1, "lonely-header", "nobody includes it: use it or remove it")


BUILT = re.compile(
    r"src/(base|record|store|access|http|app)/.+\.cpp|src/features/[a-z0-9_]+/.+\.cpp"
    r"|tests/fuzz/fuzz_[a-z0-9_]+\.cpp|bench/[^/]+\.cpp"
)


def unbuilt_sources(tree):
    """Every .cpp lies where CMakeLists.txt looks for it."""
    suites = {path.split("/")[1] for path in tree.paths("_test.cpp", under="tests/")}
    for path in tree.paths(".cpp"):
        folders = path.split("/")
        in_suite = len(folders) > 2 and folders[0] == "tests" and folders[1] in suites - {"fuzz"}
        if not BUILT.fullmatch(path) and not in_suite:
            yield Problem(path, 1, "unbuilt-source", "nothing builds it where it lies: see the head of CMakeLists.txt")


MACHINE_PATH = re.compile(r"(?<![\w.$}*-])/(?:work|root|home)/")


def machine_paths(tree):
    """Nothing depends on where somebody's machine keeps its files."""
    for path in tree.paths():
        if not path.startswith(OWN):
            for match in MACHINE_PATH.finditer(tree.files[path]):
                yield Problem(path, tree.line(path, match.start()), "machine-path",
                              "name a place in the project, a temporary folder or a setting")


UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|\bDISABLED_\w")


def unfinished_work(tree):
    """What is not done is an issue, not a mark in the code; what is tested is not switched off."""
    for path in tree.paths():
        if not path.startswith(OWN):
            for match in UNFINISHED.finditer(tree.files[path]):
                yield Problem(path, tree.line(path, match.start()), "unfinished-work", "finish it or open an issue")


OWN_CLOCK = re.compile(
    r"\b(?:system_clock\s*::\s*now|utc_clock\s*::\s*now|get_tzdb\s*\(\)\s*\.\s*now|gettimeofday|clock_gettime|random_device"
    r"|randombytes_(?:buf|random|uniform)|s?rand)\s*\("
    r"|\bstd\s*::\s*time\s*\(|(?<![\w.>:])time\s*\(\s*(?:nullptr|NULL|0)\s*\)|\brandom_device\b"
)
OWN_CLOCK_SQL = re.compile(r"\bnow\s*\(\s*\)|\bCURRENT_(?:TIMESTAMP|DATE|TIME)\b|'now'|\brandom\s*\(\s*\)|gen_random_uuid")


def own_clock(tree):
    """Time and chance are brought in by hand, so that tests can hold them still."""
    advice = "take a Clock or Randomness (base/clock.hpp) instead; only base/clock and app ask the machine"
    for path in tree.paths(*CPP, under="src/"):
        if path.startswith(("src/base/clock", "src/app/")):
            continue
        for match in OWN_CLOCK.finditer(tree.cpp(path).code):
            yield Problem(path, tree.line(path, match.start()), "own-clock", advice)
        for offset, _, text in tree.cpp(path).strings:
            if re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|VALUES|CREATE)\b", text) and OWN_CLOCK_SQL.search(text):
                yield Problem(path, tree.line(path, offset), "own-clock", advice)
    for path in tree.paths(".sql", under="migrations/"):
        for match in OWN_CLOCK_SQL.finditer(re.sub(r"--[^\n]*", "", tree.files[path])):
            yield Problem(path, tree.line(path, match.start()), "own-clock", advice)


RULES = [include_arrows, function_length, file_length, unbounded_select, forbidden_words, lonely_headers, unbuilt_sources,
         machine_paths, unfinished_work, own_clock]
