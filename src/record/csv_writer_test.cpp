#include "record/csv_writer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <vector>

#include "record/csv_reader.hpp"

namespace cairn {
namespace {

std::string row_of(std::vector<std::string> const& cells) {
    std::string out;
    append_csv_row(out, std::span(cells));
    return out;
}

std::vector<std::string> read_back(std::string const& header, std::string const& row) {
    auto reader = CsvReader::open_text(header + row);
    if (reader.has_error() || reader->next() != CsvStep::row) return {"could not be read"};
    std::vector<std::string> cells;
    for (auto const& cell : reader->cells()) cells.emplace_back(unguard_cell(cell));
    return cells;
}

TEST(CsvWriter, QuotesOnlyWhatNeedsIt) {
    EXPECT_EQ(row_of({"a", "b c", "", "1"}), "a,b c,,1\n");
    EXPECT_EQ(row_of({"x,y", "say \"hi\"", "one\ntwo", " padded"}),
              "\"x,y\",\"say \"\"hi\"\"\",\"one\ntwo\",\" padded\"\n");
}

TEST(CsvWriter, QuotesACellThatWouldBeTakenForAByteOrderMark) {
    auto const text = row_of({"\xEF\xBB\xBFid"}) + row_of({"1"});
    EXPECT_EQ(CsvReader::open_text(text)->header(), std::vector<std::string>{"\xEF\xBB\xBFid"});
}

TEST(CsvWriter, GuardsCellsThatASpreadsheetWouldRun) {
    EXPECT_EQ(row_of({"=1+1", "+1", "-5", "@x", "a=b"}), "'=1+1,'+1,'-5,'@x,a=b\n");
    EXPECT_EQ(row_of({"\tx", "'=1", "'tis"}), "\"'\tx\",''=1,'tis\n");
}

TEST(CsvWriter, WritesARowOfOneEmptyCellSoThatItIsNotABlankLine) { EXPECT_EQ(row_of({""}), "\"\"\n"); }

RC_GTEST_PROP(CsvWriter, IsReadBackExactly, ()) {
    auto const piece =
        rc::gen::element<std::string>("'", "=", "+", "-", "@", "\t", "\"", ",", "\n", "\r", " ", "x", "\xC3\xA9");
    auto const cell = rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](auto const& pieces) {
        std::string text;
        for (auto const& p : pieces) text += p;
        return text;
    });
    auto const cells = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(cell));
    std::vector<std::string> header;
    for (std::size_t i = 0; i < cells.size(); ++i) header.push_back("c" + std::to_string(i));
    RC_ASSERT(read_back(row_of(header), row_of(cells)) == cells);
}

TEST(CsvFile, IsReadableByItsOwnerOnlyAndNeverReplacesAnother) {
    auto const path = std::filesystem::path(testing::TempDir()) / "cairn_csv_writer_test.csv";
    std::filesystem::remove(path);
    {
        auto file = CsvFile::create(path);
        ASSERT_TRUE(file.has_value());
        std::vector<std::string_view> const cells{"id", "-1"};
        file->write_row(cells);
        file->finish();
    }
    std::ostringstream content;
    content << std::ifstream(path).rdbuf();
    EXPECT_EQ(content.str(), "id,'-1\n");
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(CsvFile::create(path).error().code, ErrorCode::already_exists);
    std::filesystem::remove(path);
}

TEST(CsvFile, SaysWhenItCannotBeMade) {
    EXPECT_EQ(CsvFile::create("/nonexistent/rejected.csv").error().code, ErrorCode::unavailable);
}

TEST(CsvFile, ThrowsWhenTheDiskTakesNoMore) {
    auto const path = std::filesystem::path(testing::TempDir()) / "cairn_csv_writer_full_test.csv";
    std::filesystem::remove(path);
    auto file = CsvFile::create(path).value();
    auto const before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit old{};
    getrlimit(RLIMIT_FSIZE, &old);
    rlimit const small{4096, old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    std::vector<std::string> const cells{std::string(100'000, 'x')};
    EXPECT_THROW(
        {
            file.write_row(cells);
            file.finish();
        },
        std::system_error);
    setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, before);
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace cairn
