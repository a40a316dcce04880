#include "record/csv_reader.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <vector>

namespace cairn {
namespace {

using Row = std::vector<std::string>;

CsvReader open_good(std::string_view text, CsvLimits limits = {}) {
    auto reader = CsvReader::open_text(text, limits);
    if (reader.has_error()) throw std::runtime_error(reader.error().problem.message);
    return std::move(reader).value();
}

std::vector<Row> all_rows(CsvReader& reader) {
    std::vector<Row> rows;
    while (reader.next() == CsvStep::row) rows.emplace_back(reader.cells().begin(), reader.cells().end());
    return rows;
}

std::vector<Row> rows_of(std::string_view text) {
    auto reader = open_good(text);
    return all_rows(reader);
}

CsvProblem refusal_of(std::string_view text, CsvLimits limits = {}) {
    auto const reader = CsvReader::open_text(text, limits);
    return reader.has_error() ? reader.error() : CsvProblem{};
}

// A source that gives `size` bytes at a time, as a slow pipe does.
CsvSource in_pieces_of(std::size_t size, std::string text) {
    return [size, text = std::move(text), at = std::size_t{0}](std::span<char> into) mutable {
        auto const got = text.copy(into.data(), std::min(size, into.size()), at);
        at += got;
        return std::optional(got);
    };
}

TEST(CsvReader, ReadsRowsUnderTheHeader) {
    auto reader = open_good("id,name\n1,Ann\n2,Bo\n");
    EXPECT_EQ(reader.header(), (Row{"id", "name"}));
    EXPECT_EQ(all_rows(reader), (std::vector<Row>{{"1", "Ann"}, {"2", "Bo"}}));
    EXPECT_EQ(reader.next(), CsvStep::end);
}

TEST(CsvReader, DropsTheByteOrderMark) { EXPECT_EQ(open_good("\xEF\xBB\xBFid\n1\n").header(), (Row{"id"})); }

TEST(CsvReader, ReadsEveryKindOfLineEndAndALastRowWithoutOne) {
    std::vector<Row> const expected{{"1", "2"}, {"3", "4"}};
    EXPECT_EQ(rows_of("a,b\n1,2\n3,4"), expected);
    EXPECT_EQ(rows_of("a,b\r\n1,2\r\n3,4\r\n"), expected);
    EXPECT_EQ(rows_of("a,b\r1,2\r3,4\r"), expected);
}

TEST(CsvReader, KeepsQuotedCommasQuotesAndLineEnds) {
    EXPECT_EQ(rows_of("a,b\n\"x, y\",\"he said \"\"yes\"\"\"\n\"one\r\ntwo\n\nthree\",\"\"\n"),
              (std::vector<Row>{{"x, y", "he said \"yes\""}, {"one\r\ntwo\n\nthree", ""}}));
}

TEST(CsvReader, KeepsWhiteSpace) { EXPECT_EQ(rows_of("a,b\n x ,\ty\t\n"), (std::vector<Row>{{" x ", "\ty\t"}})); }

TEST(CsvReader, PassesOverBlankLinesButNotOverRowsOfEmptyCells) {
    EXPECT_EQ(rows_of("\n\na\n\n1\n\r\n\"\"\n\n"), (std::vector<Row>{{"1"}, {""}}));
}

TEST(CsvReader, KnowsThePhysicalLineOfEveryRow) {
    for (std::string const end : {"\n", "\r\n", "\r"}) {
        auto reader = open_good("a,b" + end + end + "1,\"x" + end + "y" + end + "\"" + end + "2,z" + end + end + "3,w");
        std::vector<std::uint64_t> lines;
        while (reader.next() == CsvStep::row) lines.push_back(reader.line());
        EXPECT_EQ(lines, (std::vector<std::uint64_t>{3, 6, 8}));
    }
}

TEST(CsvReader, GivesTheSameRowsHoweverTheBytesArrive) {
    std::string const text = "\xEF\xBB\xBFid,note\r\n1,\"caf\xC3\xA9\r\n\"\"x\"\"\"\r\n2,\r\n";
    for (std::size_t size = 1; size < 12; ++size) {
        auto reader = CsvReader::open(in_pieces_of(size, text)).value();
        EXPECT_EQ(all_rows(reader), (std::vector<Row>{{"1", "caf\xC3\xA9\r\n\"x\""}, {"2", ""}}));
        EXPECT_EQ(reader.next(), CsvStep::end);
    }
}

TEST(CsvReader, ReadsRowsThatLieAcrossItsBuffer) {
    std::string text = "id,note\n";
    for (int i = 0; i < 3000; ++i) text += std::to_string(i) + ",\"" + std::string(100, 'x') + "\n\"\n";
    auto reader = open_good(text);
    for (std::uint64_t i = 0; i < 3000; ++i) {
        ASSERT_EQ(reader.next(), CsvStep::row);
        ASSERT_EQ(reader.cells()[0], std::to_string(i));
        ASSERT_EQ(reader.cells()[1], std::string(100, 'x') + "\n");
        ASSERT_EQ(reader.line(), 2 + 2 * i);
    }
    EXPECT_EQ(reader.next(), CsvStep::end);
}

TEST(CsvReader, SaysWhichRowHasTooFewOrTooManyCellsAndReadsOn) {
    auto reader = open_good("a,b\n1\n1,2,3\n4,5\n");
    EXPECT_EQ(reader.next(), CsvStep::faulty_row);
    EXPECT_EQ(reader.problem().line, 2U);
    EXPECT_EQ(reader.problem().problem.code, "too_few_cells");
    EXPECT_EQ(reader.next(), CsvStep::faulty_row);
    EXPECT_EQ(reader.problem().line, 3U);
    EXPECT_EQ(reader.problem().problem.code, "too_many_cells");
    EXPECT_EQ(reader.cells().size(), 3U);
    EXPECT_EQ(reader.next(), CsvStep::row);
    EXPECT_EQ(reader.cells()[1], "5");
}

TEST(CsvReader, RefusesARowWithBytesThatAreNotUtf8AndNamesTheColumn) {
    auto reader = open_good("id,name\n1,Jos\xE9\n2,Ann\n");
    EXPECT_EQ(reader.next(), CsvStep::faulty_row);
    EXPECT_EQ(reader.problem().problem.code, "not_utf8");
    EXPECT_EQ(reader.problem().problem.field, "name");
    EXPECT_EQ(reader.problem().problem.message.find("Jos"), std::string::npos);
    EXPECT_EQ(reader.cells()[1], "Jos\xEF\xBF\xBD");
    EXPECT_EQ(reader.next(), CsvStep::row);
}

TEST(CsvReader, RefusesOverlongAndSurrogateUtf8) {
    auto reader = open_good("a\n\xC0\x80\n\xED\xA0\x80\n");
    EXPECT_EQ(reader.next(), CsvStep::faulty_row);
    EXPECT_EQ(reader.next(), CsvStep::faulty_row);
    EXPECT_EQ(reader.next(), CsvStep::end);
}

TEST(CsvReader, RefusesARowWithANulByte) {
    auto reader = open_good(std::string_view("id,name\n1,A\0b\n2,c\n", 18));
    EXPECT_EQ(reader.next(), CsvStep::faulty_row);
    EXPECT_EQ(reader.problem().problem.code, "nul_byte");
    EXPECT_EQ(reader.problem().problem.field, "name");
    EXPECT_EQ(reader.cells()[1], "A\xEF\xBF\xBD"
                                 "b");
    EXPECT_EQ(reader.next(), CsvStep::row);
}

TEST(CsvReader, StopsAtAQuoteThatNeverClosesAndNamesTheLineWhereTheRowStarts) {
    auto reader = open_good("a,b\n1,2\n3,\"open\n4,5\n6,7\n");
    EXPECT_EQ(reader.next(), CsvStep::row);
    EXPECT_EQ(reader.next(), CsvStep::broken);
    EXPECT_EQ(reader.problem().line, 3U);
    EXPECT_EQ(reader.problem().problem.code, "unclosed_quote");
    EXPECT_EQ(reader.next(), CsvStep::broken);
}

TEST(CsvReader, StopsAtAMisplacedQuote) {
    for (std::string const row : {"x\"y", "\"x\"y"}) {
        auto reader = open_good("a\n1\n" + row + "\n2\n");
        EXPECT_EQ(reader.next(), CsvStep::row);
        EXPECT_EQ(reader.next(), CsvStep::broken);
        EXPECT_EQ(reader.problem().problem.code, "misplaced_quote");
        EXPECT_EQ(reader.problem().line, 3U);
    }
}

TEST(CsvReader, StopsAtARowBeyondTheLimitWithoutHoldingIt) {
    auto served = std::size_t{0};
    auto endless = [&](std::span<char> into) -> std::optional<std::size_t> {
        std::ranges::fill(into, 'x');
        if (served == 0) std::string_view("a\n\"").copy(into.data(), 3);
        served += into.size();
        return into.size();
    };
    auto reader = CsvReader::open(endless, {.row_bytes = 200'000}).value();
    EXPECT_EQ(reader.next(), CsvStep::broken);
    EXPECT_EQ(reader.problem().problem.code, "row_too_long");
    EXPECT_EQ(reader.problem().line, 2U);
    EXPECT_LT(served, 400'000U);
}

TEST(CsvReader, RefusesACellBeyondTheLimitAndReadsOn) {
    auto reader = open_good("a,b\n1,12345\n2,1234\n", {.cell_bytes = 4});
    EXPECT_EQ(reader.next(), CsvStep::faulty_row);
    EXPECT_EQ(reader.problem().problem.code, "cell_too_long");
    EXPECT_EQ(reader.problem().problem.field, "b");
    EXPECT_EQ(reader.next(), CsvStep::row);
}

TEST(CsvReader, KeepsNoMoreCellsThanAFileMayHave) {
    auto reader = open_good("a,b\n" + std::string(1000, ',') + "\n1,2\n", {.columns = 5});
    EXPECT_EQ(reader.next(), CsvStep::faulty_row);
    EXPECT_EQ(reader.cells().size(), 6U);
    EXPECT_EQ(reader.next(), CsvStep::row);
    EXPECT_EQ(reader.cells().size(), 2U);
}

TEST(CsvReader, RefusesAFileWithoutUsableHeader) {
    EXPECT_EQ(refusal_of("").problem.code, "no_header");
    EXPECT_EQ(refusal_of("\xEF\xBB\xBF\r\n\r\n").problem.code, "no_header");
    EXPECT_EQ(refusal_of("id,,name\n").problem.code, "unnamed_column");
    EXPECT_EQ(refusal_of("\nid,name,id\n").problem.code, "duplicate_column");
    EXPECT_EQ(refusal_of("\nid,name,id\n").line, 2U);
    EXPECT_EQ(refusal_of("id,n\xE9\n").problem.code, "not_utf8");
    EXPECT_EQ(refusal_of(std::string_view("i\0d\n", 4)).problem.code, "nul_byte");
    EXPECT_EQ(refusal_of("\"id\n1\n").problem.code, "unclosed_quote");
    EXPECT_EQ(refusal_of("a,b,c\n", {.columns = 2}).problem.code, "too_many_columns");
    EXPECT_EQ(refusal_of("\xFF\xFEi\0").problem.code, "utf16");
}

TEST(CsvReader, NeverRepeatsWhatTheFirstRowSays) {
    EXPECT_EQ(refusal_of("Lopez,Lopez\n").problem.message, "Columns 1 and 2 have the same name.");
}

TEST(CsvReader, SaysWhenAFileCannotBeRead) {
    EXPECT_EQ(CsvReader::open_file("/nonexistent/contacts.csv").error().problem.code, "unreadable");
    EXPECT_EQ(CsvReader::open_file(testing::TempDir()).error().problem.code, "unreadable");
}

TEST(CsvReader, StopsWhenReadingFailsMidway) {
    int calls = 0;
    auto failing = [&](std::span<char> into) -> std::optional<std::size_t> {
        if (++calls > 1) return std::nullopt;
        return std::string_view("a\n1\n").copy(into.data(), into.size());
    };
    auto reader = CsvReader::open(failing).value();
    EXPECT_EQ(reader.next(), CsvStep::row);
    EXPECT_EQ(reader.next(), CsvStep::broken);
    EXPECT_EQ(reader.problem().problem.code, "unreadable");
}

TEST(CsvReader, ReadsAFile) {
    auto const path = std::filesystem::path(testing::TempDir()) / "cairn_csv_reader_test.csv";
    std::ofstream(path) << "id\n7\n";
    auto reader = CsvReader::open_file(path).value();
    EXPECT_EQ(all_rows(reader), (std::vector<Row>{{"7"}}));
    std::filesystem::remove(path);
}

TEST(UnguardCell, TakesOneApostropheFromGuardedCellsOnly) {
    EXPECT_EQ(unguard_cell("'=1+1"), "=1+1");
    EXPECT_EQ(unguard_cell("'-5"), "-5");
    EXPECT_EQ(unguard_cell("''@x"), "'@x");
    EXPECT_EQ(unguard_cell("'\tx"), "\tx");
    EXPECT_EQ(unguard_cell("'tis"), "'tis");
    EXPECT_EQ(unguard_cell("-5"), "-5");
    EXPECT_EQ(unguard_cell("'"), "'");
    EXPECT_EQ(unguard_cell(""), "");
}

}  // namespace
}  // namespace cairn
