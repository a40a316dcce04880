// The command line as an operator meets it: right and wrong words, what goes to which stream, what the exit status
// says.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/temporary_folder.hpp"
#include "program_run.hpp"

namespace cairn {
namespace {

class CommandLine : public testing::Test {
protected:
    std::string db() const { return "sqlite:" + (folder_.path() / "cairn.db").string(); }
    std::filesystem::path path(std::string const& name) const { return folder_.path() / name; }
    void write(std::string const& name, std::string const& text) const {
        std::filesystem::create_directories(path(name).parent_path());
        std::ofstream(path(name), std::ios::binary) << text;
    }
    int mode(std::string const& name) const {
        struct stat found {};
        ::stat(path(name).c_str(), &found);
        return static_cast<int>(found.st_mode & 0777U);
    }
    TemporaryFolder folder_;
};

TEST_F(CommandLine, HelpIsAResultAndWrongUseIsNot) {
    auto const help = run_cairn({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_NE(help.out.find("import"), std::string::npos);
    EXPECT_TRUE(help.err.empty());
    for (auto const& wrong : std::vector<std::vector<std::string>>{{},
                                                                   {"imprt"},
                                                                   {"import"},
                                                                   {"report", "--format", "pdf"},
                                                                   {"report", "--frm", "2026-01-01"},
                                                                   {"backup", "x"},
                                                                   {"import", "x", "--connections", "many"}}) {
        auto const said = run_cairn(wrong);
        EXPECT_EQ(said.exit_code, 2) << (wrong.empty() ? "" : wrong.front());
        EXPECT_TRUE(said.out.empty());
        EXPECT_FALSE(said.err.empty());
    }
}

TEST_F(CommandLine, OptionsMayStandBeforeOrAfterTheCommand) {
    EXPECT_EQ(run_cairn({"--db", db(), "migrate"}).exit_code, 0);
    EXPECT_EQ(run_cairn({"report", "--db", db()}).exit_code, 0);
    EXPECT_EQ(run_cairn({"verify", "--as", "ana", "--db", db()}).exit_code, 0);
}

TEST_F(CommandLine, ADatabaseThatIsNotThereIsExitThreeAndIsNotMade) {
    for (auto const* command : {"report", "verify"}) {
        auto const said = run_cairn({command, "--db", db()});
        EXPECT_EQ(said.exit_code, 3) << command;
        EXPECT_TRUE(said.out.empty());
    }
    EXPECT_FALSE(std::filesystem::exists(path("cairn.db")));
    EXPECT_EQ(run_cairn({"report", "--db", "postgresql://127.0.0.1:1/cairn"}).exit_code, 3);
    EXPECT_EQ(run_cairn({"report", "--db", "mysql://x"}).exit_code, 1);
}

TEST_F(CommandLine, AFileThatIsNoDatabaseIsLeftAsItIs) {
    write("cairn.db", "this is not a database, it is a letter to my sister\n" + std::string(4096, 'x'));
    auto const before = std::filesystem::file_size(path("cairn.db"));
    EXPECT_EQ(run_cairn({"report", "--db", db()}).exit_code, 3);
    EXPECT_EQ(run_cairn({"migrate", "--db", db()}).exit_code, 3);
    EXPECT_EQ(std::filesystem::file_size(path("cairn.db")), before);
}

TEST_F(CommandLine, DatabaseAnchorsAndRejectedRowsAreForTheirOwnerOnly) {
    write("data/sites.csv", "id,name\ns1,Northside clinic\n");
    write("data/participants.csv", "id,given_name,birth_date\np1,Ana,1980-02-30\n");
    auto const said = run_cairn({"import", path("data").string(), "--db", db()});
    EXPECT_EQ(said.exit_code, 1) << said.err;
    EXPECT_EQ(mode("cairn.db"), 0600);
    EXPECT_EQ(mode("cairn.db.anchors"), 0600);
    EXPECT_EQ(mode("data.rejected.csv"), 0600);
    EXPECT_EQ((said.out + said.err).find("Ana"), std::string::npos) << "participant data stays out of messages";
    EXPECT_EQ((said.out + said.err).find("1980"), std::string::npos);
}

TEST_F(CommandLine, ADryRunSaysTheSameAndWritesNothing) {
    write("data/sites.csv", "id,name\ns1,Northside clinic\n");
    auto const dry = run_cairn({"import", path("data").string(), "--dry-run", "--db", db()});
    EXPECT_EQ(dry.exit_code, 0) << dry.err;
    EXPECT_NE(dry.out.find("sites from sites.csv: 1 created"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(path("cairn.db")));
}

TEST_F(CommandLine, AConfigurationFileIsReadAndItsMistakesStopTheProgram) {
    write("cairn.toml", "database = \"" + db() + "\"\n");
    EXPECT_EQ(run_cairn({"migrate", "--config", path("cairn.toml").string()}).exit_code, 0);
    EXPECT_TRUE(std::filesystem::exists(path("cairn.db")));
    auto const explained = run_cairn({"config", "explain", "--config", path("cairn.toml").string()});
    EXPECT_NE(explained.out.find(db()), std::string::npos);
    write("wrong.toml", "databse = \"x\"\n");
    EXPECT_EQ(run_cairn({"migrate", "--config", path("wrong.toml").string()}).exit_code, 2);
}

TEST_F(CommandLine, AnAudienceThatCannotBeProtectedYetIsRefused) {
    ASSERT_EQ(run_cairn({"migrate", "--db", db()}).exit_code, 0);
    auto const said = run_cairn({"report", "--audience", "external", "--db", db()});
    EXPECT_EQ(said.exit_code, 1);
    EXPECT_TRUE(said.out.empty());
}

TEST_F(CommandLine, AnEmptyProgramHasAReportWithoutFigures) {
    ASSERT_EQ(run_cairn({"migrate", "--db", db()}).exit_code, 0);
    for (auto const* format : {"json", "csv", "html"}) {
        auto const said = run_cairn({"report", "--format", format, "--db", db()});
        EXPECT_EQ(said.exit_code, 0) << format << said.err;
        EXPECT_EQ(said.out.find("nan"), std::string::npos) << format;
    }
}

TEST_F(CommandLine, AnImportSaysHowItIsTakenBack) {
    write("data/participants.csv", "id,given_name\np1,Ana\np2,Bo\n");
    write("data/referrals.csv", "id,participant_id,received_at\nr1,p1,2026-01-05\n");
    auto const said = run_cairn({"import", path("data").string(), "--db", db()});
    ASSERT_EQ(said.exit_code, 0) << said.err;
    std::string const before = "cairn import --undo ";
    ASSERT_NE(said.out.find(before), std::string::npos) << said.out;
    auto const id = said.out.substr(said.out.find(before) + before.size(), 36);
    auto const undone = run_cairn({"import", "--undo", id, "--db", db()});
    EXPECT_EQ(undone.exit_code, 0) << undone.err;
    EXPECT_EQ(undone.out, "3 records were taken back, 0 stay\n");
    EXPECT_EQ(run_cairn({"verify", "--db", db()}).exit_code, 0);
    EXPECT_EQ(run_cairn({"import", path("data").string(), "--db", db()}).exit_code, 0);
    EXPECT_EQ(run_cairn({"import", "--undo", id, "--db", db()}).out, "0 records were taken back, 0 stay\n");

    EXPECT_EQ(run_cairn({"import", "--undo", "42", "--db", db()}).exit_code, 2);
    EXPECT_EQ(run_cairn({"import", "data", "--undo", id, "--db", db()}).exit_code, 2);
    EXPECT_EQ(run_cairn({"import", "--undo", "0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11", "--db", db()}).exit_code, 1);
    // A dry run and a folder that cannot be read leave no import behind.
    EXPECT_EQ(run_cairn({"import", path("data").string(), "--dry-run", "--db", db()}).out.find("--undo"),
              std::string::npos);
}

}  // namespace
}  // namespace cairn
