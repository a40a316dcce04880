"""Planted samples: for every rule, small projects with what it must report (`path:line`) and what it must not."""

from dataclasses import dataclass, field


@dataclass
class Sample:
    about: str
    files: dict
    lines: list = field(default_factory=list)


def cpp(about, text, *lines, path="src/features/sites/site_store.cpp"):
    return Sample(about, {path: text}, [f"{path}:{line}" for line in lines])


def body(lines):
    """A function's body of so many lines, braces included."""
    return "{\n" + "    step({1}, [] { return 2; });\n" * (lines - 2) + "}\n"


SAMPLES = {
    "include_arrows": [
        cpp("the platform knows no feature", '#include "features/sites/site.hpp"\n', 1, path="src/store/migrate.cpp"),
        cpp("arrows point down", '#include "record/json.hpp"\n#include "base/date.hpp"\n', path="src/store/migrate.cpp"),
        cpp("a slice keeps its inside to itself", '#include "features/staff/staff_store.hpp"\n', 1),
        cpp("public headers of other slices",
            '#include "features/staff/staff.hpp"\n#include "features/activities/activity.hpp"\n'
            '#include "features/episodes/episode.hpp"\n#include "features/sites/inside.hpp"\n'),
        cpp("a path that is not from src", '#include <vector>\n#include "site.hpp"\n', 2),
        cpp("a part that does not exist", "", 1, path="src/helpers/text.cpp"),
        cpp("app may include everything", '#include "features/sites/site_routes.hpp"\n', path="src/app/wire.cpp"),
        Sample("a header listed as public", {"src/features/sites/a.cpp": '#include "features/staff/roster.hpp"\n',
                                             "tests/tidy/public_headers.txt": "staff\troster.hpp\twhy\n"}),
    ],
    "function_length": [
        cpp("71 lines", "int before() { return 1; }\n\nint long_one(int a) " + body(71), 3),
        cpp("70 lines", "int long_one(int a) " + body(70)),
        cpp("a method, after members with initializers",
            "namespace cairn {\nclass A : public B {\npublic:\n    int x_{1};\n    std::vector<int> y = {1, 2};\n"
            "    auto run() const noexcept -> int " + body(80) + "};\n}\n", 6),
        cpp("a constructor with a list of members", "A::A(int x)\n    : x_{x}, y_(1) " + body(80), 1),
        cpp("a test", "TEST(Wilson, ReproducesThePublishedVectors) " + body(80), 1),
        cpp("a long table is not a function", "constexpr Row rows[] = {\n" + "    {1, f(2)},\n" * 100 + "};\n"),
        cpp("a long class is not a function", "struct A {\n" + "    int f() { return 1; }\n" * 100 + "};\n"),
        cpp("an enum with a base", "enum class A : int {\n" + "    a,\n" * 100 + "};\n"),
        cpp("braces in literals do not count",
            "int a() { return '{' + \"{{\"[0] + R\"x({{)x\"[0]; }  // {\n" + "int b();\n" * 100),
    ],
    "file_length": [
        cpp("601 lines", "int a();\n" * 601, 1),
        cpp("600 lines", "int a();\n" * 600),
    ],
    "unbounded_select": [
        cpp("all rows", 'auto sql = "SELECT id, name FROM site ORDER BY id";\n', 1),
        cpp("all rows, spread over lines", 'each({R"(\n  SELECT s.id\n  FROM site s WHERE s.setting = $1)", {x}});\n', 1),
        cpp("the limit of a subquery is not that of the query",
            'auto sql = "SELECT id FROM site WHERE id IN (SELECT site FROM peer LIMIT 3)";\n', 1),
        cpp("a name that only ends in id", 'auto sql = "SELECT a FROM site WHERE paid = $1";\n', 1),
        cpp("groups", 'auto sql = "SELECT setting, count(*) FROM site GROUP BY setting";\n', 1),
        cpp("a limit", 'auto sql = "SELECT id FROM site " "ORDER BY id LIMIT $1";\n'),
        cpp("a limit after computed columns", 'auto sql = "SELECT " + columns(type) + " FROM site LIMIT 1";\n'),
        cpp("one key", 'auto sql = "SELECT a FROM site s WHERE s.id = $1";\n'),
        cpp("some of many, by their keys", 'auto sql = "SELECT a FROM site WHERE id IN " + tuples + " FOR UPDATE";\n'),
        cpp("keys from another query", 'auto sql = "SELECT a FROM site WHERE id IN (SELECT site FROM peer)";\n', 1),
        Sample("a key that a migration declares", {
            "migrations/0001_a.sql": "CREATE TABLE b (\n    c text UNIQUE,\n    d text,\n    PRIMARY KEY (d, e)\n);\n",
            "src/store/a.cpp": 'auto one = "SELECT x FROM b WHERE c = $1";\nauto two = "SELECT x FROM b WHERE d = $1 AND e = $2";\n'
                               'auto many = "SELECT x FROM b WHERE d = $1";\n'}, ["src/store/a.cpp:3"]),
        cpp("aggregates only", 'auto sql = "SELECT count(*), max(coalesce(b, 0)) AS last FROM site";\n'),
        cpp("no table", 'auto sql = "SELECT 1";\n'),
        cpp("a reason", '// unbounded: the report reads every contact once.\nauto sql = "SELECT id FROM contact";\n'),
        cpp("rows moved, not returned", 'auto sql = "INSERT INTO a SELECT id FROM b";\n'),
        cpp("a test", 'auto sql = "SELECT id FROM site";\n', path="src/features/sites/site_test.cpp"),
    ],
    "forbidden_words": [
        cpp("in a literal", 'auto a = "ok";\nauto b = "The addict relapsed";\n', 2, 2),
        cpp("in a name within a literal", 'auto a = "was_clean\\nabuse";\n', 1, 1),
        cpp("in a page", "\n# Substance Abuse\n", 2, path="docs/page.md"),
        cpp("in code lists", "id,label\n1,non-compliant\n", 2, path="src/features/sites/defaults/reasons.csv"),
        cpp("parts of other words", 'auto a = "cleanse, ABUSEPORT, addictional";\n'),
        cpp("code is not read by people", "void clean();\n"),
        Sample("an exception holds for its phrase only",
               {"docs/a.md": "the Abuse Agency\nabuse\n",
                "tests/tidy/word_exceptions.txt": "*\tthe Abuse Agency\tits name\n"}, ["docs/a.md:2"]),
    ],
    "lonely_headers": [
        cpp("nobody includes it", "#pragma once\n", 1, path="src/base/alone.hpp"),
        Sample("somebody includes it", {"src/base/used.hpp": "", "src/base/a.cpp": '#include "base/used.hpp"\n'}),
    ],
    "unbuilt_sources": [
        cpp("beside the slices", "", 1, path="src/features/stray.cpp"),
        cpp("a suite without a test", "", 1, path="tests/faults/writer.cpp"),
        cpp("a fuzz target with another name", "", 1, path="tests/fuzz/csv.cpp"),
        Sample("where the build looks", {path: "" for path in (
            "src/base/a.cpp", "src/app/main.cpp", "src/features/sites/deep/a_test.cpp", "tests/faults/faults_test.cpp",
            "tests/faults/writer_main.cpp", "tests/fuzz/fuzz_csv.cpp", "bench/a.cpp")}),
    ],
    "machine_paths": [
        cpp("somebody's home", 'auto a = "/home/ann/data";\n', 1),
        cpp("parts of other paths", "see docs/work/page.md, $x/root/y and https://example.org/home/\n", path="docs/a.md"),
    ],
    "unfinished_work": [
        cpp("a mark", "int a;  // TODO: more\n", 1),
        cpp("a test that is switched off", "TEST(Site, DISABLED_Works) {}\n", 1),
        cpp("a pattern for temporary names", "mktemp a.XXXXXX\n", path="dev"),
    ],
    "own_clock": [
        cpp("the machine's clock", "auto a = std::chrono::system_clock::now();\nauto b = std::time(nullptr);\n", 1, 2),
        cpp("the machine's chance", "std::random_device device;\n", 1),
        cpp("the database's clock", 'auto sql = "UPDATE site SET at = now()";\n', 1),
        cpp("the clock that was brought", "auto a = clock.now();\nauto b = tx.now();\nauto c = steady_clock::now();\n"),
        cpp("the one place", "auto a = std::chrono::system_clock::now();\n", path="src/base/clock.cpp"),
        cpp("in a migration", "-- now() in a comment\nCREATE TABLE a (at text DEFAULT CURRENT_TIMESTAMP);\n", 2,
            path="migrations/0001_a.sql"),
    ],
}
